//! The embedded Zoom answers as documented.

use std::sync::Arc;

use serde_json::json;
use zoom_api::credentials::{MemoryStore, OAuthClient, Token, TokenStore};
use zoom_api::mock::{MockServerExt, ZoomServer};
use zoom_api::types::{Meeting, MeetingRequest, PacAccount, PacAccountList, User};
use zoom_api::{
    ApiErrorKind, Credentials, CredentialsErrorKind, Error, Method, RateLimitType, RetryPolicy, UserRef, Zoom, secret,
};

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
    assert_eq!((nothing.status().unwrap().as_u16(), nothing.code()), (404, Some("2300")));
    let other_method = zoom.request(Method::DELETE, ["users", "me", "pac"]).await.unwrap_err();
    assert_eq!(other_method.status().unwrap(), 405);
}

/// A user that an answer names is found by the next operation.
#[tokio::test]
async fn the_users_of_the_examples_are_known() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    let listed = zoom.users().list().await.unwrap();
    for user in [&listed.users[0].id, &listed.users[0].email] {
        zoom.users().get(user.as_deref().unwrap()).await.unwrap();
    }
    let refused = async |user: &str| zoom.users().get(user).await.unwrap_err().api_kind();
    assert_eq!(refused("joe").await, Some(ApiErrorKind::UserNotFound));
    let mut joe = User::default();
    joe.id = Some("joe".into());
    server.set_items("list_users", [joe]).unwrap();
    zoom.users().get("joe").await.unwrap();
    server.reset();
    assert_eq!(refused("joe").await, Some(ApiErrorKind::UserNotFound));
}

/// `/users/email` is no user.
#[tokio::test]
async fn a_literal_path_goes_before_a_parameter() {
    let server = ZoomServer::start_async().await;
    let checked = server.zoom().unwrap().users().check_email().email("jane@example.com").await.unwrap();
    assert!(checked.existed_email.is_some());
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused() {
    let server = ZoomServer::start_async().await;
    let post = || {
        let url = format!("{}/users/me/meetings", server.base_url());
        reqwest::Client::new().post(url).bearer_auth(ZoomServer::TOKEN)
    };
    for (request, status, message) in [
        (post(), 400, "Request Body should be a valid JSON object."),
        (post().json(&json!([])), 400, "Request Body should be a valid JSON object."),
        (
            post().body("{").header("content-type", "application/json"),
            400,
            "Request Body should be a valid JSON object.",
        ),
        (post().body("{}"), 415, "Unsupported Content Type"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status);
        let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(body, json!({ "code": 300, "message": message }));
    }
}

#[tokio::test]
async fn the_items_of_all_pages() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    server.set_items("list_users", (0..65).map(|number| json!({ "id": number.to_string() }))).unwrap();
    server.set_items("list_webinars", (0..4).map(|number| json!({ "id": number }))).unwrap();
    let mut users = zoom.users().list().page_size(20).items();
    let mut ids = Vec::new();
    while let Some(user) = users.try_next().await.unwrap() {
        ids.push(user.id.unwrap().parse::<usize>().unwrap());
    }
    assert_eq!(ids, (0..65).collect::<Vec<_>>());
    let mut webinars = zoom.webinars().list("me").page_size(3).items();
    let mut ids = Vec::new();
    while let Some(webinar) = webinars.try_next().await.unwrap() {
        ids.push(webinar.id.unwrap());
    }
    assert_eq!(ids, [0, 1, 2, 3]);
    let page = zoom.users().list().page_size(20).page_number(4).await.unwrap();
    assert_eq!(
        (page.users.len(), page.page_count, page.page_number, page.total_records),
        (5, Some(4), Some(4), Some(65))
    );
}

#[tokio::test]
async fn a_token_serves_for_the_same_list_alone() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    server.set_items("list_users", [json!({}), json!({})]).unwrap();
    let first = zoom.users().list().status("active").page_size(1).await.unwrap();
    let token = first.next_page_token.unwrap();
    let next = async |status: &str| zoom.users().list().status(status).page_size(1).next_page_token(&*token).await;
    assert_eq!(next("active").await.unwrap().users.len(), 1);
    let refused = next("inactive").await.unwrap_err();
    assert_eq!((refused.api_kind(), refused.code()), (Some(ApiErrorKind::InvalidNextPageToken), Some("300")));
    match zoom.users().list().page_size(0).await {
        Err(Error::Api(error)) => assert_eq!(error.errors()[0].field, "page_size"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_next_calls_are_refused_as_zoom_refuses_them() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    server.refuse_next(429, 1).unwrap();
    server.refuse_next(503, 2).unwrap();
    server.refuse_next(503, 0).unwrap();
    let refused = async || match zoom.users().list().await {
        Err(Error::Api(error)) => error,
        other => panic!("{other:?}"),
    };
    let busy = refused().await;
    let limit = busy.rate_limit().unwrap();
    assert_eq!((busy.kind(), busy.code()), (ApiErrorKind::RateLimited, Some("429")));
    assert_eq!((limit.label.as_deref(), &limit.limit_type), (Some("Medium"), &Some(RateLimitType::PerSecond)));
    assert_eq!((limit.limit, limit.remaining, limit.retry_after), (Some(60), Some(0), None));
    for _ in 0..2 {
        let unavailable = refused().await;
        assert_eq!((unavailable.status().as_u16(), unavailable.kind()), (503, ApiErrorKind::Server));
    }
    zoom.users().list().await.unwrap();

    server.reach_daily_limit();
    for _ in 0..2 {
        let limit = refused().await.rate_limit().unwrap().clone();
        assert_eq!(limit.limit_type, Some(RateLimitType::Daily));
        let wait = limit.retry_after.unwrap().wait_from(std::time::SystemTime::now());
        assert!(!wait.is_zero() && wait.as_secs() <= 24 * 60 * 60, "{wait:?}");
    }
    server.reset();
    zoom.users().list().await.unwrap();
}

#[tokio::test]
async fn a_token_that_has_expired_is_renewed() {
    let server = ZoomServer::start_async().await;
    let app = Credentials::ServerToServer {
        account_id: "an account".to_owned(),
        client_id: "a client".to_owned(),
        client_secret: "a secret".into(),
    };
    let (base, oauth) = (server.base_url(), server.base_url());
    let zoom = Zoom::builder().credentials(app).base_url(base).oauth_url(oauth).retry(RetryPolicy::none());
    let zoom = zoom.build().unwrap();
    server.refuse_next(401, 1).unwrap();
    zoom.pac().list(UserRef::Me).await.unwrap();
}

#[tokio::test]
async fn an_error_is_played_with_what_was_asked_for() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    let meeting = || MeetingRequest::default();
    for (code, message) in [
        ("UsersBlocked", "Users in 'me' have been blocked from joining meetings and webinars."),
        ("CannotScheduleMeeting", "You cannot schedule a meeting for me."),
    ] {
        server.refuse("create_meeting", 400, code).unwrap();
        match zoom.meetings().create("me").body(meeting()).await {
            Err(Error::Api(error)) => assert_eq!((error.status().as_u16(), error.message()), (400, Some(message))),
            other => panic!("{other:?}"),
        }
    }
    server.refuse("list_users", 403, "").unwrap();
    let forbidden = zoom.users().list().await.unwrap_err();
    assert_eq!((forbidden.status().unwrap().as_u16(), forbidden.code()), (403, None));
    zoom.meetings().get(1_u64).await.unwrap();
    server.reset();
    zoom.meetings().create("me").body(meeting()).await.unwrap();
}

#[test]
fn what_cannot_be_played_is_told_at_once() {
    let server = ZoomServer::start();
    for (result, expected) in [
        (server.refuse("no_such_operation", 404, 1001), "no operation has the ID \"no_such_operation\""),
        (
            server.refuse("list_user_pac_accounts", 404, 2024),
            "list_user_pac_accounts has no error 404 with \"2024\": it documents 400 with 2024 (PacNotEnabled), \
             404 with 1001 (UserNotFound), 429 with 429",
        ),
        (server.refuse_next(404, 1), "404 is not 401, 429 or 500 to 599"),
        (server.set_items("get_user", [0]), "get_user has no pages"),
        (server.set_items("no_such_operation", [0]), "no operation has the ID"),
    ] {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn typed_mocks_have_the_documented_statuses() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    let mut meeting = Meeting::default();
    meeting.topic = Some("Weekly".into());
    server.mock(|mock| {
        mock.create_meeting(|when, then| {
            when.user_id("me");
            then.created(&meeting);
        });
        mock.get_meeting(|_, then| {
            then.not_found(json!({ "code": 3001, "message": "Meeting does not exist: 1." }));
        });
        mock.delete_meeting(|_, then| {
            then.no_content();
        });
    });
    let created = zoom.meetings().create("me").body(MeetingRequest::default()).with_response().await.unwrap();
    assert_eq!((created.status.as_u16(), created.value.topic.as_deref()), (201, Some("Weekly")));
    assert_eq!(zoom.meetings().get(1_u64).await.unwrap_err().api_kind(), Some(ApiErrorKind::MeetingNotFound));
    zoom.meetings().delete(1_u64).await.unwrap();
}

/// A call that is made while a mock is added is answered as well.
#[test]
fn there_is_always_an_answer() {
    let server = ZoomServer::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let zoom = server.zoom().unwrap();
    let calls = runtime.spawn(async move {
        for _ in 0..50 {
            zoom.pac().list(UserRef::Me).await.unwrap();
        }
    });
    while !calls.is_finished() {
        server.mock(|_| ());
    }
    runtime.block_on(calls).unwrap();
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

/// Without a token the answer is Zoom's: a page.
#[tokio::test]
async fn files_are_served_to_a_token() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    let recordings = zoom.cloud_recordings().get("1").await.unwrap();
    let url = recordings.recording_files[0].download_url.clone().unwrap();
    assert!(url.starts_with(&server.base_url()), "{url}");
    let token = recordings.download_access_token.clone().unwrap();
    let mut download = zoom.download(&url).access_token(token).await.unwrap();
    let mut size = 0;
    while let Some(part) = download.next().await {
        size += part.unwrap().len();
    }
    assert_eq!(i64::try_from(size).ok(), recordings.recording_files[0].file_size);
    let refused = zoom.download(&url).access_token("another").await.unwrap_err();
    assert!(matches!(&refused, Error::Decode(_)), "{refused:?}");
    server.refuse_next(503, 1).unwrap();
    assert_eq!(zoom.download(&url).await.unwrap_err().status().unwrap(), 503);
    let end = zoom.download(&url).range_from(size as u64).await.unwrap();
    assert_eq!(end.starts_at(), size as u64);
}
