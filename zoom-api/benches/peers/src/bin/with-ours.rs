//! The least program with this workspace's zoom-api.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoom = zoom_api::Zoom::builder().access_token(std::env::var("TOKEN")?).build()?;
    let list = zoom.pac().list("me").await?;
    list.pac_accounts.iter().for_each(|account| println!("{:?}", account.conference_id));
    Ok(())
}
