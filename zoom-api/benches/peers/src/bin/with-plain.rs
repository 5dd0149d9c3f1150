//! The least program with reqwest and serde.

#[derive(Debug, serde::Deserialize)]
struct List {
    pac_accounts: Vec<Account>,
}

#[derive(Debug, serde::Deserialize)]
struct Account {
    conference_id: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = reqwest::Client::new().get("https://api.zoom.us/v2/users/me/pac").bearer_auth(std::env::var("TOKEN")?);
    let list: List = request.send().await?.error_for_status()?.json().await?;
    list.pac_accounts.iter().for_each(|account| println!("{:?}", account.conference_id));
    Ok(())
}
