//! https is https, by either TLS.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use zoom_api::{DecodeErrorKind, Error, TransportErrorKind, UserRef, Zoom};

use super::raw_server::{Answer, RawServer};

/// A server of https with a certificate that nobody knows, and that certificate. Its responses begin with `status` and
/// headers.
async fn https_server(status: &str) -> (String, Certificate) {
    let response = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap_or_default());
            }
            let _ = stream.write_all(response.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (base_url, Certificate::from_pem(cert.pem().as_bytes()).unwrap())
}

#[tokio::test]
async fn either_backend_calls_a_server_that_it_trusts() {
    let (base_url, certificate) = https_server("200 OK").await;
    for backend in [ClientBuilder::tls_backend_rustls, ClientBuilder::tls_backend_native] {
        let trusting = ClientBuilder::new().tls_certs_only([certificate.clone()]);
        let client = backend(trusting).build().unwrap();
        let zoom = Zoom::builder().base_url(&base_url).access_token(super::TOKEN).http_client(client).build().unwrap();
        zoom.pac().list(UserRef::Me).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_nobody_knows_is_refused() {
    let (base_url, _) = https_server("200 OK").await;
    match super::zoom(&base_url).pac().list(UserRef::Me).await {
        Err(Error::Transport(error)) => {
            assert_eq!(error.kind(), TransportErrorKind::Tls, "{error:?}");
            let causes = format!("{error:?}").to_lowercase();
            assert!(causes.contains("certificate") || causes.contains("issuer"), "{causes}");
        }
        other => panic!("{other:?}"),
    }
}

/// A client of the caller's follows redirects by itself.
#[tokio::test]
async fn what_came_over_http_in_the_end_is_no_file() {
    let plain = RawServer::start(Answer::with(200, "content-type: video/mp4\r\n", "a")).await;
    let (base_url, certificate) = https_server(&format!("302 X\r\nlocation: {}/stored", plain.base_url)).await;
    let client = ClientBuilder::new().tls_certs_only([certificate]).build().unwrap();
    let zoom = Zoom::builder().base_url(&base_url).access_token(super::TOKEN).http_client(client).build().unwrap();
    match zoom.download(format!("{base_url}/rec/download/a")).await {
        Err(Error::Decode(error)) => {
            assert_eq!(error.kind(), &DecodeErrorKind::Redirect { reason: "it leads from https to http" });
        }
        other => panic!("{other:?}"),
    }
    assert!(!plain.requests()[0].contains(super::TOKEN));
}
