//! Every cell of the table "Style Examples" of OpenAPI 3.1 (Parameter Object), with its values, and what RFC 6570 says of
//! characters that have to be encoded.

use crate::socket::{Sent, Socket};
use mini_parameter_styles::{Client, types};
use std::future::Future;

fn color() -> types::Color {
    types::Color::new(100, 200, 150)
}

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(String::from).to_vec()
}

/// What one call sends.
async fn sent<F: Future<Output = ()>>(call: impl FnOnce(Client) -> F) -> Sent {
    let socket = Socket::no_content().await;
    call(Client::builder().base_url(&socket.url).build().unwrap()).await;
    socket.sent()
}

macro_rules! in_path {
    ($($name:ident => $line:literal)*) => {$(
        #[tokio::test]
        async fn $name() {
            let request =
                sent(async |client| drop(client.$name("blue", &colors(), &color()).await.unwrap())).await;
            assert_eq!(request.line, $line);
        }
    )*};
}

in_path! {
    simple_joined => "GET /simple/joined/blue/blue,black,brown/R,100,G,200,B,150"
    simple_exploded => "GET /simple/exploded/blue/blue,black,brown/R=100,G=200,B=150"
    label_joined => "GET /label/joined/.blue/.blue,black,brown/.R,100,G,200,B,150"
    label_exploded => "GET /label/exploded/.blue/.blue.black.brown/.R=100.G=200.B=150"
    matrix_joined => "GET /matrix/joined/;text=blue/;list=blue,black,brown/;object=R,100,G,200,B,150"
    matrix_exploded => "GET /matrix/exploded/;text=blue/;list=blue;list=black;list=brown/;R=100;G=200;B=150"
}

#[tokio::test]
async fn query_joined() {
    let request =
        sent(async |client| drop(client.query_joined().text("blue").list(colors()).object(color()).await.unwrap()))
            .await;
    assert_eq!(request.line, "GET /query/joined?text=blue&list=blue,black,brown&object=R,100,G,200,B,150");
}

#[tokio::test]
async fn query_exploded() {
    let request =
        sent(async |client| drop(client.query_exploded().text("blue").list(colors()).object(color()).await.unwrap()))
            .await;
    assert_eq!(request.line, "GET /query/exploded?text=blue&list=blue&list=black&list=brown&R=100&G=200&B=150");
}

#[tokio::test]
async fn header_joined() {
    let request = sent(async |client| {
        drop(client.header_joined().x_text("blue").x_list(colors()).x_object(color()).await.unwrap())
    })
    .await;
    assert_eq!(request.header("X-Text"), Some("blue"));
    assert_eq!(request.header("X-List"), Some("blue,black,brown"));
    assert_eq!(request.header("X-Object"), Some("R,100,G,200,B,150"));
}

#[tokio::test]
async fn header_exploded() {
    let request = sent(async |client| {
        drop(client.header_exploded().x_text("blue").x_list(colors()).x_object(color()).await.unwrap())
    })
    .await;
    assert_eq!(request.header("X-Text"), Some("blue"));
    assert_eq!(request.header("X-List"), Some("blue,black,brown"));
    assert_eq!(request.header("X-Object"), Some("R=100,G=200,B=150"));
}

#[tokio::test]
async fn cookie_joined() {
    let request =
        sent(async |client| drop(client.cookie_joined().text("blue").list(colors()).object(color()).await.unwrap()))
            .await;
    assert_eq!(request.header("cookie"), Some("text=blue; list=blue,black,brown; object=R,100,G,200,B,150"));
}

#[tokio::test]
async fn cookie_exploded() {
    let request =
        sent(async |client| drop(client.cookie_exploded().text("blue").list(colors()).object(color()).await.unwrap()))
            .await;
    // OpenAPI leaves this open; the pairs are separated as cookies are.
    assert_eq!(request.header("cookie"), Some("text=blue; list=blue; list=black; list=brown; R=100; G=200; B=150"));
}

#[tokio::test]
async fn delimited_and_deep() {
    let request = sent(async |client| {
        drop(
            client
                .delimited()
                .spaced(colors())
                .piped(colors())
                .spaced_object(color())
                .piped_object(color())
                .deep(color())
                .await
                .unwrap(),
        )
    })
    .await;
    let expected = "GET /delimited?spaced=blue%20black%20brown&piped=blue%7Cblack%7Cbrown\
                    &spacedObject=R%20100%20G%20200%20B%20150&pipedObject=R%7C100%7CG%7C200%7CB%7C150\
                    &deep[R]=100&deep[G]=200&deep[B]=150";
    assert_eq!(request.line, expected);
}

#[tokio::test]
async fn parameters_with_a_media_type() {
    let request = sent(async |client| {
        drop(client.content(&color()).filter(color()).x_filter(color()).seen(color()).note("a b").await.unwrap())
    })
    .await;
    let json = "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D";
    assert_eq!(request.line, format!("GET /content/{json}?filter={json}&note=a%20b"));
    assert_eq!(request.header("X-Filter"), Some(r#"{"R":100,"G":200,"B":150}"#));
    // Quotes and commas may not stand in a cookie, braces and colons may (RFC 6265, section 4.1.1).
    assert_eq!(request.header("cookie"), Some("seen={%22R%22:100%2C%22G%22:200%2C%22B%22:150}"));
}

/// RFC 6570, sections 3.2.2 and 3.2.3: simple expansion encodes everything but unreserved characters, reserved expansion
/// lets reserved ones and percent-encoded triplets through.
#[tokio::test]
async fn reserved_characters() {
    let text = "a/b?c=d&e+f g%20h:i@é~";
    let request = sent(async |client| drop(client.reserved().plain(text).reserved(text).a_b("x").await.unwrap())).await;
    let expected = "GET /reserved?plain=a%2Fb%3Fc%3Dd%26e%2Bf%20g%2520h%3Ai%40%C3%A9~\
                    &reserved=a/b?c=d%26e%2Bf%20g%20h:i@%C3%A9~&a%5Bb%5D=x";
    assert_eq!(request.line, expected);
}

#[tokio::test]
async fn path_arguments_are_encoded_item_by_item() {
    let list = ["a,b", "c/d", "é ;=.~"].map(String::from);
    let request = sent(async |client| drop(client.simple_joined("50%", &list, &color()).await.unwrap())).await;
    assert_eq!(request.line, "GET /simple/joined/50%25/a%2Cb,c%2Fd,%C3%A9%20%3B%3D.~/R,100,G,200,B,150");
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let request = sent(async |client| drop(client.query_joined().await.unwrap())).await;
    assert_eq!(request.line, "GET /query/joined");
}
