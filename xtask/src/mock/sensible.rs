//! Values that say what their members are: an address where an address belongs, an id of the documented length. Takes the
//! place of placeholders alone (`<string>`, `string`, what the sampler makes of nothing); a documented value stays.

use super::sample::{ADDRESS, Sampler, TEXT, UUID};
use super::words;
use fastrand::Rng;
use serde_json::Value;

/// Below this path lie the files that addresses lead to.
const FILES: &str = "/.switchboard/";
/// The length of an id of which the document says none.
const USUAL_LENGTH: usize = 20;
/// Deeper than this nothing is looked at.
const DEPTH: usize = 24;

/// What values are made for.
pub(super) struct Place<'a> {
    /// Where this server is: `http://HOST`.
    pub(super) address: &'a str,
    pub(super) seed: u64,
}

impl Place<'_> {
    /// Replaces the placeholders of a value.
    pub(super) fn fill(&self, sampler: &Sampler, schema: &Value, value: &mut Value) {
        self.at(sampler, schema, "", value, 0);
    }

    fn at(&self, sampler: &Sampler, schema: &Value, name: &str, value: &mut Value, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let schema = sampler.resolved(schema);
        let parts = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
        for part in parts {
            self.at(sampler, part, name, value, depth + 1);
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if let Some(schema) = schema["properties"].get(name) {
                        self.at(sampler, schema, name, member, depth + 1);
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.at(sampler, &schema["items"], name, item, depth + 1);
                }
            }
            Value::String(text) if is_placeholder(text) => {
                if let Some(better) = self.text(schema, name) {
                    *value = better.into();
                }
            }
            _ => {}
        }
    }

    /// A text that says what the member is, where its schema or its name tells.
    fn text(&self, schema: &Value, name: &str) -> Option<String> {
        if let Some(known) = schema["enum"].as_array().into_iter().flatten().find_map(Value::as_str) {
            return Some(known.to_owned());
        }
        let words = words::of(name);
        let last = words.last().map_or("", String::as_str);
        let made = match (schema["format"].as_str(), last) {
            (Some("uri" | "url"), _) | (None, "url" | "uri" | "href") => self.file(name, &words),
            (Some("uuid"), _) => self.uuid(name),
            (None, "id" | "uuid" | "guid") if schema.get("pattern").is_none() => self.id(schema, name),
            (None, "email") => "someone@example.com".to_owned(),
            (None, "number" | "phone") if words.iter().any(|word| matches!(word.as_str(), "phone" | "from" | "to")) => {
                "+12025550123".to_owned()
            }
            _ => return None,
        };
        let longest = schema["maxLength"].as_u64().and_then(|bound| usize::try_from(bound).ok());
        (made.len() <= longest.unwrap_or(usize::MAX)).then_some(made)
    }

    /// The address of a file of this server.
    fn file(&self, name: &str, words: &[String]) -> String {
        let is_sound = words.iter().any(|word| matches!(word.as_str(), "recording" | "audio" | "sound" | "voice"));
        let name = if name.is_empty() { "file".to_owned() } else { words.join("-") };
        format!("{}{FILES}{name}{}", self.address, if is_sound { ".wav" } else { ".txt" })
    }

    /// An id, of the documented length.
    fn id(&self, schema: &Value, name: &str) -> String {
        let bound = |key: &str| schema[key].as_u64().and_then(|bound| usize::try_from(bound).ok());
        let said = schema["description"].as_str().and_then(stated_length);
        let usual = said.unwrap_or(USUAL_LENGTH).max(bound("minLength").unwrap_or(1)).min(1024);
        let length = usual.min(bound("maxLength").unwrap_or(usual));
        let mut random = self.random(name);
        (0..length).map(|_| random.alphanumeric()).collect()
    }

    fn uuid(&self, name: &str) -> String {
        let bits = self.random(name).u128(..);
        // Version 4, variant 1 (RFC 9562).
        let bits = bits & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-")
    }

    /// The same for a seed and a name, whenever it is asked for.
    fn random(&self, name: &str) -> Rng {
        // FNV-1a, which is the same on every machine.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Rng::with_seed(name.bytes().fold(self.seed ^ 0xcbf2_9ce4_8422_2325, mix))
    }
}

/// What documents and the sampler write where they say nothing.
fn is_placeholder(text: &str) -> bool {
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    // Texts of a least length are filled up.
    let is_sampled = text.strip_prefix(TEXT).is_some_and(|rest| rest.bytes().all(|byte| byte == b'x'));
    is_sampled || bare.is_some_and(|bare| !bare.contains(['<', '>'])) || ["string", ADDRESS, UUID].contains(&text)
}

/// `20` of "The 20 character id".
fn stated_length(text: &str) -> Option<usize> {
    let words: Vec<&str> = text.split([' ', '-', '\n']).collect();
    let pairs = words.windows(2).filter(|pair| pair[1].starts_with("character") || pair[1].starts_with("digit"));
    pairs.filter_map(|pair| pair[0].parse().ok()).find(|length| (1..=256).contains(length))
}

/// The file at a path of this server: its media type and its bytes.
pub(super) fn file(path: &str) -> Option<(&'static str, Vec<u8>)> {
    let name = path.strip_prefix(FILES)?;
    Some(match name.ends_with(".wav") {
        true => ("audio/wav", silence()),
        false => ("text/plain; charset=utf-8", b"a file of the mock server\n".to_vec()),
    })
}

/// A tenth of a second of nothing: 8,000 samples of 8 bits in a second.
fn silence() -> Vec<u8> {
    const SAMPLES: u32 = 800;
    let mut sound = Vec::from(*b"RIFF");
    sound.extend((36 + SAMPLES).to_le_bytes());
    sound.extend(b"WAVEfmt ");
    sound.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    sound.extend([1_u8, 0, 1, 0]);
    // Samples and bytes in a second.
    sound.extend([8000_u32.to_le_bytes(), 8000_u32.to_le_bytes()].concat());
    // Bytes and bits of a sample.
    sound.extend([1_u8, 0, 8, 0]);
    sound.extend(b"data");
    sound.extend(SAMPLES.to_le_bytes());
    sound.resize(44 + 800, 0x80);
    sound
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(seed: u64, schema: &Value, mut value: Value) -> Value {
        let place = Place { address: "http://127.0.0.1:1", seed };
        place.fill(&Sampler::new(&json!({})), schema, &mut value);
        value
    }

    #[test]
    fn placeholders_give_way_to_what_their_names_say() {
        let text = json!({"type": "string"});
        let schema = json!({"type": "object", "properties": {
            "recordingUrl": text, "site": {"type": "string", "format": "uri"}, "from_number": text, "note": text,
            "cause": {"type": "string", "enum": ["hung_up"]}, "said_url": text,
        }});
        let value = json!({"recordingUrl": "<string>", "site": "https://example.com/", "from_number": "string",
            "note": "<string>", "cause": "<string>", "said_url": "https://acme.example/a"});
        let expected = json!({
            "recordingUrl": "http://127.0.0.1:1/.switchboard/recording-url.wav",
            "site": "http://127.0.0.1:1/.switchboard/site.txt",
            "from_number": "+12025550123", "note": "<string>", "cause": "hung_up", "said_url": "https://acme.example/a",
        });
        assert_eq!(filled(0, &schema, value), expected);
    }

    #[test]
    fn ids_have_the_documented_length_and_follow_the_seed() {
        let schema = json!({"type": "object", "properties": {
            "call_id": {"type": "string", "description": "The 12 character id."},
            "short_id": {"type": "string", "minLength": 4, "maxLength": 4},
            "id": {"type": "string"},
            "key": {"type": "string", "format": "uuid"},
        }});
        let value = json!({"call_id": "<string>", "short_id": "text", "id": "text", "key": "<string>"});
        let made = filled(7, &schema, value.clone());
        let length = |name: &str| made[name].as_str().map_or(0, str::len);
        assert_eq!(["call_id", "short_id", "id", "key"].map(length), [12, 4, 20, 36]);
        assert_eq!(made, filled(7, &schema, value.clone()));
        assert_ne!(made, filled(8, &schema, value));
        assert_eq!(made["key"].as_str().and_then(|key| key.chars().nth(14)), Some('4'));
    }

    #[test]
    fn addresses_lead_to_files() {
        let (kind, sound) = file("/.switchboard/recording-url.wav").expect("a file");
        assert_eq!((kind, sound.len(), &sound[..4], &sound[36..40]), ("audio/wav", 844, &b"RIFF"[..], &b"data"[..]));
        assert_eq!(file("/.switchboard/site.txt").map(|(kind, _)| kind), Some("text/plain; charset=utf-8"));
        assert_eq!(file("/calls"), None);
    }
}
