//! `user add|list|disable|break-glass|admin-link`.

use super::{
    Done, Failure, actor,
    args::{Lang, UserVerb},
    import::print_json,
    open, say, sign_in,
    table::table,
    write_out,
};
use platssamverkan::{
    app::{
        admin_link, break_glass,
        users::{self, NewUser},
    },
    case::party::Role,
    incident::PartyId,
};
use std::{io::IsTerminal, path::Path};

pub(super) fn user(data: &Path, verb: &UserVerb, lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    match verb {
        UserVerb::Add { login, function, party, role } => {
            let actor = actor(&app, Some(party))?;
            let known = Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
            let role = Role::ALL
                .into_iter()
                .find(|known| known.as_str() == role)
                .ok_or_else(|| Failure::Usage(format!("okänd roll {role}; kända: {known}")))?;
            let new = NewUser {
                login: login.clone(),
                function: function.clone(),
                party: PartyId(party.clone()),
                role,
                password: password(lang)?,
            };
            let user = users::add(&app, &actor, &new)?;
            println!("{} {}", say(lang, "konto tillagt:", "account added:"), user.login);
        }
        UserVerb::List { json } => {
            let users = users::list(&app, &actor(&app, None)?)?;
            if *json {
                return print_json(&users);
            }
            let headers = match lang {
                Lang::Sv => ["konto", "funktion", "part", "roll", "läge"],
                Lang::En => ["account", "function", "party", "role", "state"],
            };
            let rows: Vec<Vec<String>> = users
                .into_iter()
                .map(|user| {
                    let state = match user.disabled {
                        true => say(lang, "stängt", "disabled"),
                        false => say(lang, "öppet", "open"),
                    };
                    let role = user.role.as_str().to_owned();
                    vec![user.login, user.function, user.party.0, role, state.to_owned()]
                })
                .collect();
            write_out(None, table(&headers, &rows).as_bytes())?;
        }
        UserVerb::Disable { login } => {
            users::disable(&app, &actor(&app, None)?, login)?;
            println!("{} {login}", say(lang, "stängt:", "disabled:"));
        }
        UserVerb::BreakGlass { login } => {
            break_glass::choose(&app, &actor(&app, None)?, login)?;
            println!("{} {login}", say(lang, "reservkonto:", "break-glass account:"));
        }
        UserVerb::AdminLink { party, url } => {
            let actor = actor(&app, Some(party))?;
            let link = admin_link::make(&app, &actor, &actor.party.id)?;
            let settings = sign_in::settings(data, &app, lang)?;
            let configured = settings.as_ref().map(|settings| settings.public_url.as_str());
            let url = url.as_deref().or(configured).unwrap_or("http://127.0.0.1:8080");
            println!("{}", sign_in::link_address(url, actor.party.side, &link));
        }
    }
    Ok(Done::All)
}

/// One line from standard input, never from the arguments, where other users of the machine see it.
fn password(lang: Lang) -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        let ask = say(
            lang,
            "Lösenord (minst 15 tecken, syns när du skriver):",
            "Password (15 characters or more, shown as you type):",
        );
        eprintln!("{ask}");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::File(error.to_string()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
