//! https is https, by either TLS.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use zoom_api::{Error, TransportErrorKind, UserRef, Zoom};

/// A server of https with a certificate that nobody knows, and that certificate.
async fn https_server() -> (String, Certificate) {
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
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").await;
            let _ = stream.shutdown().await;
        }
    });
    (base_url, Certificate::from_pem(cert.pem().as_bytes()).unwrap())
}

#[tokio::test]
async fn either_backend_calls_a_server_that_it_trusts() {
    let (base_url, certificate) = https_server().await;
    for backend in [ClientBuilder::tls_backend_rustls, ClientBuilder::tls_backend_native] {
        let trusting = ClientBuilder::new().tls_certs_only([certificate.clone()]);
        let client = backend(trusting).build().unwrap();
        let zoom = Zoom::builder().base_url(&base_url).access_token(super::TOKEN).http_client(client).build().unwrap();
        zoom.pac().list(UserRef::Me).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_nobody_knows_is_refused() {
    let (base_url, _) = https_server().await;
    match super::zoom(&base_url).pac().list(UserRef::Me).await {
        Err(Error::Transport(error)) => {
            assert_eq!(error.kind(), TransportErrorKind::Tls, "{error:?}");
            let causes = format!("{error:?}").to_lowercase();
            assert!(causes.contains("certificate") || causes.contains("issuer"), "{causes}");
        }
        other => panic!("{other:?}"),
    }
}
