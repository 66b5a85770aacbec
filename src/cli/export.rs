//! `export areas|places|cells|cases`, the answers of the methods, and what is released.

use super::{
    Done, Failure, actor,
    args::{ExportArgs, ExportFormat, Lang},
    open,
    releases::fixed_period,
    write_out,
};
use platssamverkan::{
    app::{
        Actor, App, AppError,
        export::{self, Format, Layer, Order, Outgoing, Periods, ReleasedLayer, ReleasedOrder},
        hotspots, methods,
    },
    area::AreaKind,
    case::release::Level,
    export::crs::Crs,
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

pub(super) fn export(data: &Path, args: &ExportArgs, _lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    if let (Some(layer), Some(level)) =
        (ReleasedLayer::named(&args.layer), Level::named(&args.release))
    {
        let file = export::released(&app, Some(&actor), &released(args, layer, level)?)?;
        return written(file, args.output.as_deref());
    }
    if ReleasedLayer::named(&args.layer).is_some() {
        return Err(Failure::App(AppError::Refused("release_not_available")));
    }
    let layer = Layer::named(&args.layer).ok_or(AppError::NotFound)?;
    // Boundaries are public; everything else leaves the house only when its level is named.
    if layer != Layer::Areas && args.release != "intern" {
        return Err(Failure::App(AppError::Refused("release_not_available")));
    }
    let run = match &args.run {
        None => newest(&app, &actor, layer)?,
        named => named.clone(),
    };
    let kind = args.kind.as_deref().map(str::parse::<AreaKind>).transpose();
    let mut order = Order {
        layer,
        format: format(args.format),
        run,
        crs: system(args.crs.as_deref(), format(args.format))?,
        kind: kind.map_err(|unknown| Failure::Usage(format!("okänt områdesslag {unknown}")))?,
        at: None,
        saved_as: None,
    };
    written(export::layer(&app, &actor, &order)?, args.output.as_deref())?;
    if let (Layer::Answer(_), Format::Csv { .. }, Some(to)) = (layer, order.format, &args.output) {
        order.format = Format::CsvCompanion;
        order.saved_as = to.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut beside = to.clone().into_os_string();
        beside.push("-metadata.json");
        let companion = export::layer(&app, &actor, &order)?.bytes()?;
        write_out(Some(&PathBuf::from(beside)), &companion)?;
    }
    Ok(Done::All)
}

/// Writes the file as it is made. What could not be finished does not stay.
fn written(file: Outgoing, output: Option<&Path>) -> Result<Done, Failure> {
    let ready = file.ready()?;
    let (written, to) = match output {
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            (ready.write(&mut out).and_then(|()| out.flush()), "standard ut".to_owned())
        }
        Some(path) => {
            let written = std::fs::File::create(path).and_then(|file| {
                let mut out = io::BufWriter::with_capacity(256 << 10, file);
                let whole = ready.write(&mut out).and_then(|()| out.flush());
                whole.inspect_err(|_| drop(std::fs::remove_file(path)))
            });
            (written, path.display().to_string())
        }
    };
    match written {
        // `platssamverkan … | head` is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Done::All),
        Err(error) => Err(Failure::File(format!("{to}: {error}"))),
        Ok(()) => Ok(Done::All),
    }
}

fn format(format: ExportFormat) -> Format {
    match format {
        ExportFormat::Geojson => Format::GeoJson,
        ExportFormat::Gpkg => Format::GeoPackage,
        ExportFormat::Fgb => Format::FlatGeobuf,
        ExportFormat::Csv => Format::Csv { byte_order_mark: true },
    }
}

fn released(
    args: &ExportArgs,
    layer: ReleasedLayer,
    level: Level,
) -> Result<ReleasedOrder, Failure> {
    Ok(ReleasedOrder {
        level,
        layer,
        format: format(args.format),
        crs: system(args.crs.as_deref(), format(args.format))?,
        periods: match args.period.as_deref() {
            None => Periods::Latest,
            Some("alla") => Periods::All,
            Some(period) => Periods::One(fixed_period("--period", period)?),
        },
        category: args.category.clone(),
    })
}

fn newest(app: &App, actor: &Actor, layer: Layer) -> Result<Option<String>, Failure> {
    Ok(match layer {
        Layer::Places | Layer::Cells => {
            hotspots::list(app, actor)?.into_iter().next().map(|(run, _)| run.id)
        }
        Layer::Answer(layer) => {
            let runs = methods::list(app, actor)?.into_iter().map(|(run, _)| run);
            let mut of_method = runs.filter(|run| run.question.method.name() == layer.method);
            of_method.next().map(|run| run.id)
        }
        Layer::Areas | Layer::Cases => None,
    })
}

fn system(name: Option<&str>, format: Format) -> Result<Crs, Failure> {
    let Some(name) = name else { return Ok(format.default_crs()) };
    let known = Crs::parse(name).map(|(crs, _)| crs);
    known.ok_or_else(|| Failure::Usage(format!("--crs {name}: EPSG:3006, 3007–3018, 3857, 4326")))
}
