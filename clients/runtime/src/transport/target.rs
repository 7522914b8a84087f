//! What a browser does otherwise: one thread, timers of its own, and an HTTP client without settings. Everything that
//! depends on the target is here, so that no other file has to ask.

#[cfg(target_family = "wasm")]
pub use browser::BoxFuture;
#[cfg(target_family = "wasm")]
pub(crate) use browser::{
    BoxStream, Chunks, Instant, MaybeSend, RuntimeId, Transcoder, carried_on, chunks, encode, file, file_pieces, form,
    http_client, is_connect, part, part_name, pieces, runtime_id, sleep, streamed, text, timeout, transcode,
};
#[cfg(not(target_family = "wasm"))]
pub use native::BoxFuture;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{
    BoxStream, Chunks, Instant, MaybeSend, RuntimeId, Transcoder, carried_on, chunks, encode, file, file_pieces, form,
    http_client, is_connect, part, part_name, pieces, runtime_id, sleep, streamed, text, timeout, transcode,
};

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::path::Path;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_core::Stream;
    use http::{HeaderValue, header};
    use reqwest::multipart::{Form, Part};
    use reqwest::redirect::Policy;

    pub(crate) use std::marker::Send as MaybeSend;
    pub(crate) use tokio::time::{Instant, sleep};

    /// A future that can change threads.
    pub type BoxFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;

    /// A stream that can change threads.
    pub(crate) type BoxStream<T> = std::pin::Pin<Box<dyn Stream<Item = T> + Send>>;

    type Pieces = BoxStream<Result<Bytes, String>>;

    /// Tells runtimes apart.
    pub(crate) type RuntimeId = tokio::runtime::Id;

    /// The runtime that this is called in.
    pub(crate) fn runtime_id() -> Option<RuntimeId> {
        tokio::runtime::Handle::try_current().ok().map(|runtime| runtime.id())
    }

    /// The result of a future that is carried on when nobody waits for it any more; nothing where its runtime has ended.
    pub(crate) fn carried_on<T: Send + 'static>(
        future: impl Future<Output = T> + Send + 'static,
    ) -> BoxFuture<Option<T>> {
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                let task = runtime.spawn(future);
                Box::pin(async move { task.await.ok() })
            }
            Err(_) => Box::pin(async move { Some(future.await) }),
        }
    }

    /// The result of a future, unless a limit passes first.
    pub(crate) async fn timeout<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(limit, future).await.ok()
    }

    /// The HTTP client of those who bring none.
    pub(crate) fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
        reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .referer(false)
            // `redirect` knows which may be followed.
            .redirect(Policy::none())
            .build()
    }

    /// A form whose parts have names as browsers write them: a `name*` is none to most servers, and must not be sent (RFC
    /// 7578, section 4.2).
    pub(crate) fn form() -> Form {
        Form::new().percent_encode_noop()
    }

    /// The name of a part as it goes into its header (HTML Standard, section 4.10.21.8).
    pub(crate) fn part_name(name: &str) -> String {
        name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
    }

    /// Whether a failed request had no connection.
    pub(crate) fn is_connect(error: &reqwest::Error) -> bool {
        error.is_connect()
    }

    /// A body that is sent piece by piece. What ends it early fails the call.
    pub(crate) fn streamed(stream: BoxStream<Result<Bytes, String>>) -> Result<reqwest::Body, String> {
        Ok(reqwest::Body::wrap_stream(stream))
    }

    /// A part of a form with bytes in memory.
    pub(crate) fn part(bytes: Bytes) -> Part {
        let length = bytes.len() as u64;
        Part::stream_with_length(bytes, length)
    }

    /// A part of a form with the content of a file.
    pub(crate) async fn file(path: &Path) -> std::io::Result<Part> {
        Part::file(path).await
    }

    /// The content of a file piece by piece, and its length.
    pub(crate) async fn file_pieces(path: &Path) -> std::io::Result<(Pieces, Option<u64>)> {
        let file = tokio::fs::File::open(path).await?;
        let length = file.metadata().await.ok().map(|metadata| metadata.len());
        // A file of no pieces that fail: what fails is told while it is sent.
        Ok((pieces(reqwest::Body::from(file)).map_err(std::io::Error::other)?, length))
    }

    /// A body piece by piece.
    pub(crate) fn pieces(body: reqwest::Body) -> Result<Pieces, String> {
        use futures_util::StreamExt;
        use http_body_util::BodyExt;
        Ok(Box::pin(body.into_data_stream().map(|piece| piece.map_err(|error| error.without_url().to_string()))))
    }

    /// What reads a body piece by piece.
    pub(crate) struct Chunks(reqwest::Response);

    /// The body of an answer.
    pub(crate) fn chunks(response: reqwest::Response) -> Chunks {
        Chunks(response)
    }

    impl Chunks {
        /// The next piece, or `None` at the end.
        pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, reqwest::Error> {
            self.0.chunk().await
        }
    }

    /// Text in UTF-8 from an encoding, by one of its names; nothing where the name is unknown or the text is not in it.
    pub(crate) fn transcode(label: &str, body: &[u8]) -> Option<String> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
        let body = match encoding.name() {
            "UTF-16LE" => body.strip_prefix(b"\xFF\xFE").unwrap_or(body),
            "UTF-16BE" => body.strip_prefix(b"\xFE\xFF").unwrap_or(body),
            // Nothing to do.
            "UTF-8" => return None,
            _ => body,
        };
        encoding.decode_without_bom_handling_and_without_replacement(body).map(std::borrow::Cow::into_owned)
    }

    /// Text in an encoding, by one of its names, or the first character that the encoding has not. Nothing where the name
    /// is unknown, or is one of UTF-16, which is only read.
    pub(crate) fn encode(label: &str, text: &str) -> Option<Result<Vec<u8>, char>> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
        if encoding.output_encoding() != encoding {
            return None;
        }
        if encoding == encoding_rs::UTF_8 {
            return Some(Ok(text.as_bytes().to_vec()));
        }
        // The tables are those of browsers, which have more characters under these names than the standards do.
        let label = label.trim().to_ascii_lowercase();
        let is_ascii = label.contains("ascii") || label.starts_with("ansi_x3.4") || label == "iso-ir-6";
        // Only of these three; all others are what their names say.
        let tables = [encoding_rs::WINDOWS_1252, encoding_rs::WINDOWS_1254, encoding_rs::WINDOWS_874];
        let is_own_name = ["windows", "cp125", "x-cp125", "dos-"].iter().any(|begin| label.starts_with(begin));
        let is_renamed = tables.contains(&encoding) && !is_own_name;
        let is_beyond = |character: char| match character {
            '\0'..='\u{7F}' => false,
            _ if is_ascii => true,
            '\u{80}'..='\u{9F}' => false,
            _ => {
                is_renamed && {
                    let mut bytes = [0; 4];
                    matches!(encoding.encode(character.encode_utf8(&mut bytes)).0.as_ref(), [0x80..=0x9F])
                }
            }
        };
        let has_not = |character: &char| {
            let mut bytes = [0; 4];
            is_beyond(*character) || encoding.encode(character.encode_utf8(&mut bytes)).2
        };
        match text.chars().find(has_not) {
            Some(character) => Some(Err(character)),
            None => Some(Ok(encoding.encode(text).0.into_owned())),
        }
    }

    /// Turns text in another encoding into UTF-8, piece by piece.
    pub(crate) struct Transcoder(encoding_rs::Decoder);

    impl Transcoder {
        /// Nothing where the name of the encoding is unknown, or there is nothing to do.
        pub(crate) fn new(label: &str) -> Option<Self> {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
            (encoding != encoding_rs::UTF_8).then(|| Self(encoding.new_decoder()))
        }

        pub(crate) fn piece(&mut self, piece: &[u8], is_last: bool) -> Vec<u8> {
            // What is longer than that is not in memory.
            let length = self.0.max_utf8_buffer_length(piece.len()).unwrap_or(usize::MAX);
            let mut text = String::with_capacity(length);
            let _ = self.0.decode_to_string(piece, &mut text, is_last);
            text.into_bytes()
        }
    }

    /// The text of a body; `reqwest` knows the encodings.
    pub(crate) async fn text(body: Bytes, content_type: Option<&HeaderValue>) -> String {
        let mut response = http::Response::new(body);
        if let Some(content_type) = content_type {
            response.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
        }
        // Bytes in memory do not fail.
        reqwest::Response::from(response).text().await.unwrap_or_default()
    }
}

#[cfg(target_family = "wasm")]
mod browser {
    use std::path::Path;
    use std::pin::{Pin, pin};
    use std::time::Duration;

    use bytes::Bytes;
    use futures_core::Stream;
    use futures_util::future::{Either, select};
    use http::HeaderValue;
    use reqwest::multipart::{Form, Part};

    pub(crate) use gloo_timers::future::sleep;
    pub(crate) use web_time::Instant;

    /// Anything: there is one thread.
    pub trait MaybeSend {}

    impl<T> MaybeSend for T {}

    /// A future of the only thread.
    pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

    /// A stream of the only thread.
    pub(crate) type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

    type Pieces = BoxStream<Result<Bytes, String>>;

    /// There is one.
    pub(crate) type RuntimeId = ();

    /// The runtime that this is called in.
    pub(crate) fn runtime_id() -> Option<RuntimeId> {
        Some(())
    }

    /// The result of a future, which goes on only while somebody waits for it.
    pub(crate) fn carried_on<T: 'static>(future: impl Future<Output = T> + 'static) -> BoxFuture<Option<T>> {
        Box::pin(async move { Some(future.await) })
    }

    /// A form; a browser writes the names of its parts itself.
    pub(crate) fn form() -> Form {
        Form::new()
    }

    /// The name of a part, which the browser escapes.
    pub(crate) fn part_name(name: &str) -> String {
        name.to_owned()
    }

    /// The result of a future, unless a limit passes first. Timers of a browser end after 24 days.
    pub(crate) async fn timeout<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let limit = limit.min(Duration::from_millis(i32::MAX.unsigned_abs().into()));
        match select(pin!(future), pin!(sleep(limit))).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    }

    /// The browser's `fetch`. It connects and follows redirects by its own rules.
    pub(crate) fn http_client(_: Duration) -> Result<reqwest::Client, reqwest::Error> {
        reqwest::Client::builder().build()
    }

    /// Whether a failed request had no connection, which a browser does not tell.
    pub(crate) fn is_connect(_: &reqwest::Error) -> bool {
        false
    }

    /// `fetch` wants the whole body first.
    pub(crate) fn streamed(_: BoxStream<Result<Bytes, String>>) -> Result<reqwest::Body, String> {
        Err("a browser cannot send a stream; collect the values".to_owned())
    }

    /// A part of a form with bytes in memory.
    pub(crate) fn part(bytes: Bytes) -> Part {
        Part::bytes(Vec::from(bytes))
    }

    /// A browser has no files to open by path.
    pub(crate) async fn file(_: &Path) -> std::io::Result<Part> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    /// A browser has no files to open by path.
    pub(crate) async fn file_pieces(_: &Path) -> std::io::Result<(Pieces, Option<u64>)> {
        Err(std::io::ErrorKind::Unsupported.into())
    }

    /// A body in memory; `fetch` has no others.
    pub(crate) fn pieces(body: reqwest::Body) -> Result<Pieces, String> {
        let bytes = body.as_bytes().map(Bytes::copy_from_slice);
        let bytes = bytes.ok_or("a browser cannot send a stream; collect it first")?;
        Ok(Box::pin(futures_util::stream::iter([Ok(bytes)])))
    }

    /// What reads a body piece by piece.
    pub(crate) struct Chunks(BoxStream<Result<Bytes, reqwest::Error>>);

    /// The body of an answer.
    pub(crate) fn chunks(response: reqwest::Response) -> Chunks {
        Chunks(Box::pin(response.bytes_stream()))
    }

    impl Chunks {
        /// The next piece, or `None` at the end.
        pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, reqwest::Error> {
            let chunk = std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await;
            chunk.transpose()
        }
    }

    /// Nothing: tables of encodings are large, and a page should be small.
    pub(crate) fn transcode(_: &str, _: &[u8]) -> Option<String> {
        None
    }

    /// UTF-8 alone: there are no tables, as for [`transcode`].
    pub(crate) fn encode(label: &str, text: &str) -> Option<Result<Vec<u8>, char>> {
        let is_utf8 = ["utf-8", "utf8"].iter().any(|name| label.trim().eq_ignore_ascii_case(name));
        is_utf8.then(|| Ok(text.as_bytes().to_vec()))
    }

    /// There is none, as there is no [`transcode`].
    pub(crate) struct Transcoder(std::convert::Infallible);

    impl Transcoder {
        pub(crate) fn new(_: &str) -> Option<Self> {
            None
        }

        pub(crate) fn piece(&mut self, _: &[u8], _: bool) -> Vec<u8> {
            match self.0 {}
        }
    }

    /// The text of a body, which has to be UTF-8.
    pub(crate) async fn text(body: Bytes, _: Option<&HeaderValue>) -> String {
        String::from_utf8_lossy(&body).into_owned()
    }
}
