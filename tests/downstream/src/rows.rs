//! What each vendor's record of a call says, as a row. A time that cannot be read is left out.

use crate::{Direction, Row};
use revox::runtime::jiff::{SignedDuration, Timestamp};

impl From<revcent::types::AiVoiceCall> for Row {
    fn from(call: revcent::types::AiVoiceCall) -> Self {
        use revcent::types::CallMethod;
        Self {
            vendor: "RevCent",
            time: call.created_date_unix.and_then(|time| time.timestamp().ok()),
            direction: match call.call_method {
                Some(CallMethod::Inbound) => Some(Direction::Inbound),
                Some(CallMethod::Outbound) => Some(Direction::Outbound),
                _ => None,
            },
            from: call.from,
            to: call.to,
            status: call.status.map(|status| status.to_string()),
            duration: call.call_duration_ms.map(SignedDuration::from_millis),
            // RevCent writes no summary; what the call was about is the best there is.
            summary: call.item_type.map(|kind| format!("about a {}", kind.as_str().replace('_', " "))),
        }
    }
}

impl From<revox::types::Call> for Row {
    fn from(call: revox::types::Call) -> Self {
        use revox::types::CallDirection;
        let attempt = call.last_call_attempt;
        let time = |time: &Option<revox::data::DateTime>| time.as_ref().and_then(|time| time.timestamp().ok());
        let (answered, ended) =
            attempt.as_ref().map_or((None, None), |attempt| (time(&attempt.answered_at), time(&attempt.ended_at)));
        Self {
            vendor: "Revox",
            time: attempt.as_ref().and_then(|attempt| time(&attempt.started_at)).or_else(|| time(&call.created_at)),
            direction: match call.direction {
                CallDirection::Inbound => Some(Direction::Inbound),
                CallDirection::Outbound => Some(Direction::Outbound),
                _ => None,
            },
            from: Some(call.from_phone_number),
            to: Some(call.to_phone_number),
            status: Some(call.status.to_string()),
            duration: between(answered, ended),
            summary: attempt.and_then(|attempt| attempt.end_reason.into_option()),
        }
    }
}

impl From<revring::types::Call> for Row {
    fn from(call: revring::types::Call) -> Self {
        use revring::types::CallDirection;
        Self {
            vendor: "RevRing",
            time: call.initiated_at.and_then(|time| time.timestamp().ok()),
            direction: match call.direction {
                Some(CallDirection::Inbound) => Some(Direction::Inbound),
                Some(CallDirection::Outbound) => Some(Direction::Outbound),
                _ => None,
            },
            from: call.from_number,
            to: call.to_number,
            status: call.status.map(|status| status.to_string()),
            duration: call.duration_seconds.into_option().map(SignedDuration::from_secs),
            summary: call.summary.into_option(),
        }
    }
}

impl From<voipbin::types::Call> for Row {
    fn from(call: voipbin::types::Call) -> Self {
        use voipbin::types::CallDirection;
        let answered = call.tm_progressing.and_then(|time| time.get()?.timestamp().ok());
        let ended = call.tm_hangup.and_then(|time| time.get()?.timestamp().ok());
        Self {
            vendor: "VoIPBin",
            time: call.tm_create.and_then(|time| time.timestamp().ok()),
            direction: match call.direction {
                Some(CallDirection::Incoming) => Some(Direction::Inbound),
                Some(CallDirection::Outgoing) => Some(Direction::Outbound),
                _ => None,
            },
            from: call.source.and_then(|address| address.target),
            to: call.destination.and_then(|address| address.target),
            status: call.status.map(|status| status.to_string()),
            duration: between(answered, ended),
            summary: call.hangup_reason.map(|reason| reason.to_string()),
        }
    }
}

fn between(start: Option<Timestamp>, end: Option<Timestamp>) -> Option<SignedDuration> {
    Some(end?.duration_since(start?))
}
