//! The least program with the zoom-api of crates.io.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoom = oxide::Client::new("", "", "", std::env::var("TOKEN")?, "");
    let list = zoom.pac().user_pa_cs("me").await?;
    list.body.pac_accounts.iter().for_each(|account| println!("{:?}", account.conference_id));
    Ok(())
}
