import Feature from 'ol/Feature'
import OlMap from 'ol/Map'
import View from 'ol/View'
import { like, intersects } from 'ol/format/filter'
import GeoJSON from 'ol/format/GeoJSON'
import GML3 from 'ol/format/GML3'
import GML32 from 'ol/format/GML32'
import MVT from 'ol/format/MVT'
import WFS from 'ol/format/WFS'
import { fromExtent } from 'ol/geom/Polygon'
import type SimpleGeometry from 'ol/geom/SimpleGeometry'
import VectorLayer from 'ol/layer/Vector'
import VectorTileLayer from 'ol/layer/VectorTile'
import { bbox } from 'ol/loadingstrategy'
import { transform } from 'ol/proj'
import { register } from 'ol/proj/proj4'
import VectorSource from 'ol/source/Vector'
import VectorTileSource from 'ol/source/VectorTile'
import { Fill, Stroke, Style } from 'ol/style'
import proj4 from 'proj4'

// The page of a map at another address than the service, built on OpenLayers as the web maps of Swedish
// municipalities are, in the city's own coordinate system. What it finds is what the test asks for.

const CITY = 'EPSG:3011'
const DEGREES = 'urn:ogc:def:crs:EPSG::4326'
const GML_3_1 = 'text/xml; subtype=gml/3.1.1'
const GML_3_2 = 'application/gml+xml; version=3.2'
const SERGELS_TORG = [18.0632, 59.3346]
proj4.defs(CITY, '+proj=tmerc +lat_0=0 +lon_0=18 +k=1 +x_0=150000 +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs')
register(proj4)

const named = (features: Feature[]) => features.map((one) => String(one.get('name'))).sort()
const style = new Style({ stroke: new Stroke({ color: '#12344d', width: 1.5 }), fill: new Fill({ color: 'rgba(18, 52, 77, 0.15)' }) })

function mapOf(layer: VectorLayer | VectorTileLayer, projection: string, zoom: number) {
  const map = new OlMap({ target: 'map', layers: [layer], view: new View({ projection, center: transform(SERGELS_TORG, 'EPSG:4326', projection), zoom }) })
  return new Promise<OlMap>((resolve) => map.once('rendercomplete', () => resolve(map)))
}

/** A layer of WFS 1.1.0 in GeoJSON, asked for by the box that is seen. */
async function layer(service: string, type: string) {
  const format = new GeoJSON({ dataProjection: CITY, featureProjection: CITY })
  const asked: number[][] = []
  const source = new VectorSource({
    format,
    strategy: bbox,
    url: (extent) => {
      asked.push(extent)
      return `${service}?service=WFS&version=1.1.0&request=GetFeature&typeName=${type}&outputFormat=application/json&srsname=${CITY}&bbox=${extent.join(',')},${CITY}`
    },
  })
  await mapOf(new VectorLayer({ source, style }), CITY, 14)
  const at = transform(SERGELS_TORG, 'EPSG:4326', CITY)
  const here = source.getFeaturesAtCoordinate(at)
  const corners = here.flatMap((one) => (one.getGeometry()!.clone().transform(CITY, 'EPSG:4326') as SimpleGeometry).getFlatCoordinates())
  return { names: named(source.getFeatures()), here: named(here), corners, asked }
}

/** What a search asks for by an XML body, answered in each form that the map can read. */
async function search(service: string, type: string) {
  const at = transform(SERGELS_TORG, 'EPSG:4326', CITY)
  const around = fromExtent([at[0]! - 50, at[1]! - 50, at[0]! + 50, at[1]! + 50])
  const filters = { name: like('name', '*berg*', '*', '.', '!', false), place: intersects('geometry', around, CITY) }
  const forms = {
    'GeoJSON 1.1': { version: '1.1.0', srsName: CITY, outputFormat: 'application/json', read: new GeoJSON() },
    'GeoJSON 2.0': { version: '2.0.0', srsName: CITY, outputFormat: 'application/json', read: new GeoJSON() },
    'GML 3.1': { version: '1.1.0', srsName: CITY, outputFormat: GML_3_1, read: new WFS({ version: '1.1.0', gmlFormat: new GML3() }) },
    'GML 3.2': { version: '2.0.0', srsName: CITY, outputFormat: GML_3_2, read: new WFS({ version: '2.0.0', gmlFormat: new GML32() }) },
    'GML 3.1 in degrees': { version: '1.1.0', srsName: DEGREES, outputFormat: GML_3_1, read: new WFS({ version: '1.1.0', gmlFormat: new GML3() }) },
    'GML 3.2 in degrees': { version: '2.0.0', srsName: DEGREES, outputFormat: GML_3_2, read: new WFS({ version: '2.0.0', gmlFormat: new GML32() }) },
  }
  const found: Record<string, { name: string[]; place: string[]; under: boolean }> = {}
  for (const [form, { version, srsName, outputFormat, read }] of Object.entries(forms)) {
    const ask = async (filter: (typeof filters)['name'] | (typeof filters)['place']) => {
      const body = new WFS({ version }).writeGetFeature({
        srsName,
        featureNS: 'urn:platssamverkan:gis',
        featurePrefix: 'plats',
        featureTypes: [type],
        outputFormat,
        filter,
      })
      const text = new XMLSerializer().serializeToString(body)
      const answer = await fetch(service, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body: text })
      if (!answer.ok) throw new Error(`${form} ${answer.status}: ${await answer.text()}`)
      return read.readFeatures(await answer.text(), { featureProjection: CITY, dataProjection: srsName }) as Feature[]
    }
    const place = await ask(filters.place)
    const under = place.some((one) => one.getGeometry()?.intersectsCoordinate(at) === true)
    found[form] = { name: named(await ask(filters.name)), place: named(place), under }
  }
  return found
}

/** Vector tiles by their TileJSON. */
async function tiles(tilejson: string) {
  const about = (await fetch(tilejson).then((answer) => answer.json())) as { tiles: string[]; minzoom: number; maxzoom: number }
  const source = new VectorTileSource({ format: new MVT(), url: about.tiles[0]!, minZoom: about.minzoom, maxZoom: about.maxzoom })
  const tileLayer = new VectorTileLayer({ source, style })
  const map = await mapOf(tileLayer, 'EPSG:3857', 13)
  const pixel = map.getPixelFromCoordinate(transform(SERGELS_TORG, 'EPSG:4326', 'EPSG:3857'))
  const here = (await tileLayer.getFeatures(pixel)).map((one) => String(one.get('name')))
  return { here: [...new Set(here)].sort(), n: tileLayer.getFeaturesInExtent(map.getView().calculateExtent()).length }
}

/** What is asked of this page. */
export const webmap = { layer, search, tiles }
Object.assign(window, { webmap })
