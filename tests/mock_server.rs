//! The embedded Zoom answers as documented.

use std::sync::Arc;

use zoom_api::credentials::{MemoryStore, OAuthClient, Token, TokenStore};
use zoom_api::mock::{MockServerExt, ZoomServer};
use zoom_api::types::{PacAccount, PacAccountList};
use zoom_api::{ApiErrorKind, Credentials, CredentialsErrorKind, Error, Method, UserRef, Zoom, secret};

use super::saved_example;

#[tokio::test]
async fn it_answers_as_documented() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    for user in [UserRef::Me, ZoomServer::USER.parse().unwrap()] {
        let answer = zoom.pac().list(user).await.unwrap();
        assert_eq!(secret::exposed(|| serde_json::to_value(&answer)).unwrap(), saved_example());
    }
    let stranger = Zoom::builder().base_url(server.base_url()).access_token("another").build().unwrap();
    for (zoom, user, status, code, kind, message) in [
        (
            &zoom,
            ZoomServer::USER_WITHOUT_PAC,
            400,
            "2024",
            ApiErrorKind::PacNotEnabled,
            "User does not have PAC enabled.",
        ),
        (&zoom, "a&b@example.com", 404, "1001", ApiErrorKind::UserNotFound, "User does not exist: a&b@example.com."),
        (&stranger, "me", 401, "124", ApiErrorKind::InvalidAccessToken, "Invalid access token."),
    ] {
        match zoom.pac().list(user).await {
            Err(Error::Api(error)) => {
                assert_eq!((error.status().as_u16(), error.code(), error.kind()), (status, Some(code), kind));
                assert_eq!(error.message(), Some(message));
                assert!(error.tracking_id().is_some());
            }
            other => panic!("{other:?}"),
        }
    }
    let nothing = zoom.request(Method::GET, ["no", "such", "path"]).await.unwrap_err();
    assert_eq!(nothing.status().unwrap(), 404);
}

/// No Authorization header at all, which the client cannot leave out.
#[tokio::test]
async fn without_a_token_it_refuses() {
    let server = ZoomServer::start_async().await;
    let answer = reqwest::get(format!("{}/users/me/pac", server.base_url())).await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn answers_of_your_own_go_first() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    let mut list = PacAccountList::default();
    list.pac_accounts.push(PacAccount::default());
    list.pac_accounts[0].listen_only_password = Some("hkgk".into());
    server.mock(|mock| {
        mock.list_user_pac_accounts(|when, then| {
            when.user_id("jane");
            then.ok(&list);
        })
    });
    let mock = server.mock(|mock| {
        mock.list_user_pac_accounts(|when, then| {
            when.user_id("joe");
            then.into_inner().status(503);
        })
    });
    let listed = zoom.pac().list("jane").await.unwrap();
    assert_eq!(listed.pac_accounts[0].listen_only_password, Some("hkgk".into()), "with its password");
    assert_eq!(zoom.pac().list("joe").await.unwrap_err().status().unwrap(), 503);
    mock.assert_calls_async(1).await;
    assert_eq!(zoom.pac().list(UserRef::Me).await.unwrap().pac_accounts.len(), 1, "saved answers go on");
}

#[test]
fn it_starts_outside_of_a_runtime() {
    let server = ZoomServer::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { server.zoom().unwrap().pac().list(UserRef::Me).await }).unwrap();
}

/// Status and `error`, or else `refresh_token`, of what the token endpoint answers.
async fn grant(server: &ZoomServer, form: &str) -> (u16, String) {
    let request = reqwest::Client::new().post(format!("{}/oauth/token", server.base_url()));
    let answer = request.basic_auth("a client", Some("a secret")).body(form.to_owned()).send().await.unwrap();
    let (status, body) = (answer.status().as_u16(), answer.text().await.unwrap());
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let said = body["error"].as_str().or(body["refresh_token"].as_str());
    (status, said.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_token_endpoint_takes_what_zoom_takes_once() {
    let server = ZoomServer::start_async().await;
    let login =
        format!("{}/oauth/authorize?response_type=code&state=s&redirect_uri=https://my.app/%3Fa=b", server.base_url());
    let code = |login: &str| {
        let callback = server.approve_login(login);
        let code = callback.strip_prefix("https://my.app/?a=b&code=").and_then(|rest| rest.strip_suffix("&state=s"));
        code.unwrap_or_else(|| panic!("{callback}")).to_owned()
    };
    let with_pkce = format!("{login}&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let [plain, elsewhere, good, bad] = [&login, &login, &with_pkce, &with_pkce].map(|login| code(login));
    let code_form = |code: &str, rest: &str| format!("grant_type=authorization_code&code={code}&{rest}");
    let mine = "redirect_uri=https://my.app/?a%3Db";
    for (form, expected) in [
        ("grant_type=account_credentials&account_id=a".to_owned(), (200, "")),
        ("grant_type=account_credentials".to_owned(), (400, "invalid_request")),
        ("grant_type=device_code".to_owned(), (400, "unsupported_grant_type")),
        ("grant_type=refresh_token&refresh_token=mock-refresh-token".to_owned(), (200, "mock-refresh-token-6")),
        ("grant_type=refresh_token&refresh_token=mock-refresh-token".to_owned(), (400, "invalid_grant")),
        ("grant_type=refresh_token&refresh_token=mock-refresh-token-6".to_owned(), (200, "mock-refresh-token-7")),
        (code_form(&plain, mine), (200, "mock-refresh-token-8")),
        (code_form(&plain, mine), (400, "invalid_grant")),
        (code_form(&elsewhere, "redirect_uri=https://other.app/"), (400, "invalid_grant")),
        // RFC 7636, appendix B.
        (
            code_form(&good, &format!("{mine}&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            (200, "mock-refresh-token-9"),
        ),
        (code_form(&bad, &format!("{mine}&code_verifier=another")), (400, "invalid_grant")),
    ] {
        let (status, said) = grant(&server, &form).await;
        assert_eq!((status, said.as_str()), expected, "{form}");
    }
    let nobody = reqwest::Client::new().post(format!("{}/oauth/token", server.base_url())).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    assert_eq!(
        server.approve_login("https://zoom.us/oauth/authorize?response_type=code&state=s&redirect_uri=https://my.app"),
        "https://my.app/?error=invalid_request&state=s"
    );
}

#[tokio::test]
async fn tokens_that_end_are_renewed_until_the_grant_has_ended() {
    let server = ZoomServer::start_async().await;
    let client = OAuthClient::new("a client").secret("a secret").oauth_url(server.base_url());
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token(ZoomServer::REFRESH_TOKEN)));
    let user = Credentials::OAuth { client: client.clone(), store: store.clone() };
    let app = Credentials::ServerToServer {
        account_id: "an account".to_owned(),
        client_id: "a client".to_owned(),
        client_secret: "a secret".into(),
    };
    let [user, app] = [user, app].map(|credentials| {
        Zoom::builder()
            .credentials(credentials)
            .base_url(server.base_url())
            .oauth_url(server.base_url())
            .build()
            .unwrap()
    });
    let stored = async || store.lease().await.unwrap().load().await.unwrap().unwrap();
    for zoom in [&user, &app] {
        zoom.pac().list(UserRef::Me).await.unwrap();
        server.expire_tokens();
        server.mock(|_| ());
        zoom.pac().list(UserRef::Me).await.unwrap();
    }
    server.expire_tokens();
    server.revoke_grants();
    app.pac().list(UserRef::Me).await.unwrap();
    match user.pac().list(UserRef::Me).await {
        Err(Error::Credentials(error)) => assert_eq!(error.kind(), CredentialsErrorKind::LoginRequired),
        other => panic!("{other:?}"),
    }
    server.zoom().unwrap().pac().list(UserRef::Me).await.unwrap();

    let login = client.start_login().unwrap();
    let callback = server.approve_login(login.url());
    login.finish(&callback, store.as_ref()).await.unwrap();
    let token = stored().await;
    client.revoke(store.as_ref()).await.unwrap();
    let refresh = format!("grant_type=refresh_token&refresh_token={}", token.refresh_token.unwrap().expose());
    assert_eq!(grant(&server, &refresh).await, (400, "invalid_grant".to_owned()));
}
