#!/bin/sh
# Writes the same two polygons in every format that can be imported. Needs ogr2ogr, python3, zip by
# python. See PROVENANCE.md.
set -e
cd "$(dirname "$0")"
python3 - <<'EOF'
import json
def square(x, y, side):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]
features = [{"type": "Feature", "properties": {"namn": name}, "geometry": {"type": "Polygon", "coordinates": rings}}
            for name, rings in [("Vårberg", square(17.88, 59.27, 0.02)), ("Södra Ängby", square(17.84, 59.33, 0.03))]]
json.dump({"type": "FeatureCollection", "features": features}, open("rutor.geojson", "w"), ensure_ascii=False)
EOF
made=$(mktemp -d)
for kind in "GPKG rutor.gpkg" "FlatGeobuf rutor.fgb" "GML rutor.gml"; do
  set -- $kind
  ogr2ogr -f "$1" -t_srs EPSG:3006 "$made/$2" rutor.geojson
done
ogr2ogr -f KML -dsco NameField=namn "$made/rutor.kml" rutor.geojson
ogr2ogr -f "ESRI Shapefile" -t_srs EPSG:3011 -lco ENCODING=ISO-8859-1 "$made/shp" rutor.geojson
rm -f "$made"/shp/*.cpg
ogr2ogr -f "MapInfo File" -t_srs EPSG:3006 -lco ENCODING=CP1252 "$made/tab" rutor.geojson
mkdir "$made/mif"
ogr2ogr -f "MapInfo File" -dsco FORMAT=MIF -t_srs EPSG:3006 -lco ENCODING=CP1252 "$made/mif/rutor.mif" rutor.geojson
cp "$made/rutor.gpkg" "$made/rutor.fgb" "$made/rutor.gml" "$made/rutor.kml" .
for kind in shp tab mif; do
  (cd "$made" && python3 -c "import sys, zipfile, os
with zipfile.ZipFile('$kind.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    [z.write(os.path.join('$kind', n), n) for n in sorted(os.listdir('$kind'))]")
  cp "$made/$kind.zip" "rutor_$kind.zip"
done
rm -r "$made"
