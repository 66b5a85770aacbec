//! `change`.

use super::answer;
use crate::cli::{
    Done, Failure,
    args::{ChangeArgs, Lang},
    say,
};
use platssamverkan::{
    analysis::{
        question::Method,
        whats_changed::{LATEST, Parameters},
    },
    app::{
        App, AppError,
        methods::{
            MethodCard,
            change_list::{ChangeLine, listed},
        },
    },
    area::AreaKind,
};
use std::path::Path;

pub(in crate::cli) fn change(data: &Path, args: &ChangeArgs, lang: Lang) -> Result<Done, Failure> {
    let layer = args.layer.as_deref().map(|layer| {
        let unknown = |layer| Failure::Usage(format!("--layer {layer}"));
        layer.parse::<AreaKind>().map_err(unknown)
    });
    let places_of = args.run.clone().unwrap_or_else(|| LATEST.to_owned());
    let chosen = Parameters {
        layer: layer.transpose()?,
        places_of: (places_of != "none").then_some(places_of),
        window_months: args.months,
        years: args.years,
        preliminary_months: args.preliminary,
    };
    answer(data, &args.method, Method::Change(chosen), lang)
}

/// So many rows of the own areas and of the others each; JSON has them all.
const LISTED: usize = 15;

pub(super) fn picture(app: &App, card: &MethodCard, lang: Lang) -> Result<String, AppError> {
    let list = listed(app, card, LISTED)?;
    let part = |title: &str, lines: &[ChangeLine]| {
        let mut out = String::new();
        if !lines.is_empty() {
            out += &format!("{title}\n");
        }
        for line in lines {
            let sentence = match lang {
                Lang::Sv => line.sentence_sv(),
                Lang::En => line.sentence_en(),
            };
            out += &format!("  {sentence}\n");
        }
        out
    };
    let own = part(say(lang, "Egna områden", "Own areas"), &list.own);
    Ok(own + &part(say(lang, "Övriga områden", "Other areas"), &list.others))
}
