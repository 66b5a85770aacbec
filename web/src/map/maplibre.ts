// The only file that touches MapLibre. Everything else speaks to the handle returned here.
import {
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type LayerSpecification,
  type MapGeoJSONFeature,
  type PointLike,
  type StyleSpecification,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { BaseMap, Bounds } from '../api/contract'
import { url } from '../api/client'
import type { View } from '../state/url'
import { changesOf, type CellState } from './cellStates'
import { BASEMAP, basemapLayer } from './layers'

export type { LayerSpecification, StyleSpecification }

setWorkerUrl(workerUrl)

/** What was drawn when the map last came to rest; asserted by the browser tests. */
export type Rendered = { zoom: number; cells: number; classed: number; hot: number; places: number; areas: number; basemap: boolean }
export type { CellState }
export type Hit = { cell: number | null; place: number | null }

export type MapOptions = {
  style: StyleSpecification
  bounds: Bounds
  view: View | null
  texts: Record<string, string>
  onPlace: (rank: number) => void
  onView: (view: View) => void
  /** What lies under the pointer, or under the crosshair when moved by keys. */
  onHit: (hit: Hit) => void
  onRendered: (rendered: Rendered) => void
  onError: (text: string) => void
  /** The server of the base map does not answer; everything else is drawn all the same. */
  onBaseMapError: () => void
}

export type MapHandle = ReturnType<typeof mountMap>

/** MapLibre 6 draws with WebGL 2 only. */
export function canDraw(): boolean {
  try {
    const gl = document.createElement('canvas').getContext('webgl2')
    gl?.getExtension('WEBGL_lose_context')?.loseContext()
    return gl !== null
  } catch {
    return false
  }
}

/** Draws a map in `container`; throws when WebGL cannot be had after all. */
export function mountMap(container: HTMLElement, options: MapOptions) {
  const map = new MapLibreMap({
    container,
    style: options.style,
    ...(options.view
      ? { center: [options.view.lon, options.view.lat] as [number, number], zoom: options.view.zoom }
      : { bounds: options.bounds, fitBoundsOptions: { padding: 16 } }),
    minZoom: 6,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    locale: options.texts,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
    canvasContextAttributes: { antialias: true },
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ maxWidth: 120, unit: 'metric' }), 'bottom-left')

  const ready = new Promise<void>((resolve) => map.once('load', () => resolve()))
  map.on('error', (event) => {
    // A tile that was overtaken is not a failure.
    const { error, sourceId } = event as { error?: { name?: string; message?: string }; sourceId?: string }
    if (sourceId === BASEMAP) return options.onBaseMapError()
    if (error?.name !== 'AbortError') options.onError(error?.message ?? '')
  })
  map.on('moveend', (event) => {
    const { lng, lat } = map.getCenter()
    // Only what a person did belongs in the address.
    if (event.originalEvent || asked) options.onView({ lon: lng, lat, zoom: map.getZoom() })
    asked = false
    if (byKeys()) options.onHit(hit(center()))
  })
  map.on('click', (event) => {
    const { place, cell } = hit(event.point)
    options.onHit({ place, cell })
    if (place !== null) options.onPlace(place)
  })
  let frame = 0
  map.on('mousemove', (event) => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      const under = hit(event.point)
      map.getCanvas().style.cursor = under.place === null ? '' : 'pointer'
      options.onHit(under)
    })
  })
  map.on('idle', () => {
    const cells = query('cells')
    options.onRendered({
      zoom: map.getZoom(),
      cells: distinct(cells),
      classed: new Set(cells.filter((cell) => cell.state.c > 0).map((cell) => cell.id)).size,
      hot: cells.filter((cell) => cell.state.h).length,
      places: distinct(query('places-fill')),
      areas: distinct(query('area-lines')),
      basemap: Boolean(map.getSource(BASEMAP)) && map.isSourceLoaded(BASEMAP),
    })
  })

  let asked = false
  let drawn: Map<number, CellState> = new Map()
  const byKeys = () => map.getCanvas().matches(':focus-visible')
  const center = (): PointLike => {
    const canvas = map.getCanvas()
    return [canvas.clientWidth / 2, canvas.clientHeight / 2]
  }
  const query = (layer: string, at?: PointLike) => {
    if (!map.getLayer(layer)) return []
    return at ? map.queryRenderedFeatures(at, { layers: [layer] }) : map.queryRenderedFeatures({ layers: [layer] })
  }
  const distinct = (features: MapGeoJSONFeature[]) => new Set(features.map((f) => f.properties.area_id ?? f.properties.id ?? f.id)).size
  function hit(at: PointLike): Hit {
    return { cell: idOf(query('cells', at)), place: idOf(query('places-fill', at)) }
  }
  function idOf(features: MapGeoJSONFeature[]) {
    const id = features[0]?.id
    return typeof id === 'number' ? id : null
  }
  const setState = (id: number, state: CellState) => map.setFeatureState({ source: 'cells', sourceLayer: 'cells', id }, state)
  const tiles = new Map<string, string>()
  const source = (name: string) => map.getSource<GeoJSONSource>(name)

  return {
    ready,
    /** Replaces a source's data by an address of our own server or by features. */
    setData(name: string, data: string | GeoJSON.GeoJSON) {
      source(name)?.setData(typeof data === 'string' ? new URL(data, location.href).href : data)
    },
    /** Shows the layer of a description of tiles (TileJSON) at an address of our own server. */
    setTiles(name: string, address: string, layer: string) {
      const url = new URL(address, location.href).href
      if (tiles.get(name) === url) return
      tiles.set(name, url)
      const all = map.getStyle().layers
      const isOwn = (one: LayerSpecification) => 'source' in one && one.source === name
      // A source and its layers keep what they were made for: they make room for others in their places.
      const own = all.flatMap((one, i) => (isOwn(one) ? [{ one, before: all.slice(i).find((next) => !isOwn(next))?.id }] : []))
      for (const { one } of own) map.removeLayer(one.id)
      map.removeSource(name)
      map.addSource(name, { type: 'vector', url })
      for (const { one, before } of own) map.addLayer({ ...one, 'source-layer': layer } as LayerSpecification, before)
      if (name === 'cells') for (const [id, state] of drawn) setState(id, state)
    },
    /** Joins values to the cells by dense index; cells left out are of the zero class. */
    setCells(states: Map<number, CellState>) {
      for (const [id, state] of changesOf(drawn, states)) setState(id, state)
      drawn = states
    },
    setPaint(layer: string, property: string, value: unknown) {
      map.setPaintProperty(layer, property as never, value as never)
    },
    /** The base map, above the ground and under everything that is counted; null takes it away. */
    setBaseMap(base: BaseMap | null) {
      if (map.getLayer(BASEMAP)) map.removeLayer(BASEMAP)
      if (map.getSource(BASEMAP)) map.removeSource(BASEMAP)
      if (!base) return
      // Our own server passes the tiles on; the braces are filled in by the map.
      const tiles = [`${location.origin}${url('/basemap')}/{z}/{x}/{y}`]
      map.addSource(BASEMAP, { type: 'raster', tiles, tileSize: 256, minzoom: base.min_zoom, maxzoom: base.max_zoom, bounds: base.bounds })
      map.addLayer(basemapLayer(), 'cells')
    },
    setVisible(layers: readonly string[], visible: boolean) {
      for (const layer of layers) map.setLayoutProperty(layer, 'visibility', visible ? 'visible' : 'none')
    },
    select(rank: number | null) {
      map.setFilter('place-selected', ['==', ['id'], rank ?? -1])
      map.setFilter('place-selected-casing', ['==', ['id'], rank ?? -1])
    },
    fit(bounds: Bounds, maxZoom = 15) {
      asked = true
      map.fitBounds(bounds, { padding: 60, maxZoom, animate: false })
    },
    jump({ lon, lat, zoom }: View) {
      map.jumpTo({ center: [lon, lat], zoom })
    },
    view(): View {
      const { lng, lat } = map.getCenter()
      return { lon: lng, lat, zoom: map.getZoom() }
    },
    /** What lies under the crosshair in the middle. */
    underCrosshair: () => hit(center()),
    canvas: () => map.getCanvas(),
    destroy: () => map.remove(),
  }
}
