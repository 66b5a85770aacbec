//! `serve` and `demo`.

use super::{
    Done, Failure,
    args::{DemoArgs, Lang, ServeArgs},
    basemap, open_with, post, say, sign_in,
};
use platssamverkan::{
    api,
    app::{App, demo, users},
    clock::{Clock, ShiftedClock, SystemClock},
    incident::StudyClock,
};
use std::{path::Path, sync::Arc};

pub(super) fn serve(data: &Path, args: &ServeArgs, lang: Lang) -> Result<Done, Failure> {
    let app = open_with(data, Arc::new(SystemClock), false)?;
    let app = sign_in::configured(app, data, lang)?;
    let app = post::configured(app, data, lang)?;
    let app = basemap::configured(app, data, lang)?;
    sign_in::print_first_links(&app, args.listen, lang)?;
    listen(app, args, lang)
}

/// The demo sends no letters, whatever stands in the folder.
pub(super) fn demo(data: &Path, args: &DemoArgs, lang: Lang) -> Result<Done, Failure> {
    if let Some(directory) = &args.write_files {
        let files = demo::generate(args.seed, &platssamverkan::app::shipped::areas());
        demo::write_files(&files, directory)
            .map_err(|error| Failure::File(format!("{}: {error}", directory.display())))?;
        println!("{} {}", say(lang, "Filerna ligger i", "Files in"), directory.display());
        return Ok(Done::All);
    }
    let app = open_with(data, demo_clock(args)?, true)?;
    let files = data.join("filer");
    let tell = |step: demo::Step| eprintln!("{}", step_text(lang, step));
    demo::load(&app, args.seed, &files, &tell)?;
    if args.load_only {
        return Ok(Done::All);
    }
    let app = sign_in::configured(app, data, lang)?;
    let app = basemap::configured(app, data, lang)?;
    let address = args.serve.listen;
    println!("{} http://{address}", say(lang, "Demon finns på", "The demo is at"));
    if app.sign_in.takes_local_accounts() {
        println!("{}", say(lang, "Syntetiska data. Konton:", "Synthetic data. Accounts:"));
        for user in users::demo_users() {
            println!("  {:<18} {:<28} {}", user.login, user.password, user.function);
        }
    }
    let last = files.join("2026-05.csv");
    println!(
        "{} {}",
        say(lang, "En månadsfil att läsa in själv:", "A monthly file to import yourself:"),
        last.display()
    );
    listen(app, &args.serve, lang)
}

/// The demo's day is after its last file, unless another is asked for.
fn demo_clock(args: &DemoArgs) -> Result<Arc<dyn Clock>, Failure> {
    let zone = StudyClock::new("Europe/Stockholm")
        .ok_or_else(|| Failure::Usage("tidszonen Europe/Stockholm saknas".to_owned()))?;
    let day = args.today.unwrap_or(demo::TODAY);
    Ok(Arc::new(ShiftedClock::starting(day, zone.zone())))
}

fn step_text(lang: Lang, step: demo::Step) -> &'static str {
    match step {
        demo::Step::Generating => {
            say(lang, "Slumpar fyra år av antal …", "Drawing four years of counts …")
        }
        demo::Step::Working => {
            say(lang, "Går igenom ärendena från 2025 …", "Living through the cases of 2025 …")
        }
        demo::Step::Importing => say(lang, "Läser in dem …", "Importing them …"),
        demo::Step::Analysing => say(lang, "Räknar en första analys …", "A first analysis …"),
        demo::Step::Releasing => say(lang, "Lämnar ut ett år …", "Releasing a year …"),
        demo::Step::AlreadyThere => {
            say(lang, "Demodata finns redan.", "The demo data are already there.")
        }
    }
}

fn listen(app: App, args: &ServeArgs, lang: Lang) -> Result<Done, Failure> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::File(error.to_string()))?;
    let proxies = args.trusted_proxies.iter().map(|proxy| proxy.to_canonical()).collect();
    let app = app.with_trusted_proxies(proxies);
    let left = app.scratch.sweep();
    if left > 0 {
        tracing::info!(left, "files that were being made when the program was stopped are removed");
    }
    let router = api::router(Arc::new(app), args.web_dir.clone());
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(args.listen)
            .await
            .map_err(|error| Failure::File(format!("{}: {error}", args.listen)))?;
        eprintln!("{} http://{}", say(lang, "Lyssnar på", "Listening on"), args.listen);
        api::serve(listener, router, stop_signal()).await;
        Ok::<_, Failure>(())
    })?;
    Ok(Done::All)
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
