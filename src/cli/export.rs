//! `export areas|places|cells|cases`.

use super::{
    Done, Failure, actor,
    args::{ExportArgs, ExportFormat, ExportLayer, Lang},
    open, write_out,
};
use platssamverkan::{
    app::{
        AppError,
        export::{self, Format, Layer, Order},
        hotspots,
    },
    area::AreaKind,
};
use std::path::Path;

pub(super) fn export(data: &Path, args: &ExportArgs, _lang: Lang) -> Result<Done, Failure> {
    let app = open(data)?;
    let actor = actor(&app, None)?;
    // Boundaries are public; everything else leaves the house only when its level is named.
    if args.layer != ExportLayer::Areas && args.release != "intern" {
        return Err(Failure::App(AppError::Refused("release_not_available")));
    }
    let run = match (&args.run, args.layer) {
        (None, ExportLayer::Places | ExportLayer::Cells) => {
            hotspots::list(&app, &actor)?.into_iter().next().map(|(run, _)| run.id)
        }
        (run, _) => run.clone(),
    };
    let kind = args.kind.as_deref().map(str::parse::<AreaKind>).transpose();
    let order = Order {
        layer: match args.layer {
            ExportLayer::Areas => Layer::Areas,
            ExportLayer::Places => Layer::Places,
            ExportLayer::Cells => Layer::Cells,
            ExportLayer::Cases => Layer::Cases,
        },
        format: match args.format {
            ExportFormat::Geojson => Format::GeoJson,
            ExportFormat::Csv => Format::Csv { byte_order_mark: true },
        },
        run,
        kind: kind.map_err(|unknown| Failure::Usage(format!("okänt områdesslag {unknown}")))?,
        at: None,
    };
    write_out(args.output.as_deref(), &export::layer(&app, &actor, &order)?)?;
    Ok(Done::All)
}
