import { CLASS_COLOURS, HOT, HOT_CASING, ZONE } from '../classify/colours'
import type { LayerSpecification } from './maplibre'

const FONT = ['Source Sans Semibold']
/** A source that shows one of several layers says which with `setTiles`. */
const NONE = 'none'
const state = (name: string) => ['feature-state', name]

/** Source and layer of the base map, where there is one. */
export const BASEMAP = 'basemap'

/** Paler than it comes, so that classes and outlines stand out from it. */
export function basemapLayer(): LayerSpecification {
  return {
    id: BASEMAP,
    type: 'raster',
    source: BASEMAP,
    paint: { 'raster-saturation': -0.7, 'raster-contrast': -0.2, 'raster-brightness-min': 0.25, 'raster-fade-duration': 0 },
  }
}

/** Fill of a cell by its class; classes in `hidden` look like cells without counts would on bare ground. */
export function cellColour(hidden: readonly number[] = [], colours: readonly string[] = CLASS_COLOURS): unknown {
  const colour = (c: number) => (hidden.includes(c) ? 'rgba(0,0,0,0)' : colours[c]!)
  const classes = [...colours.keys()].slice(1).reverse()
  if (classes.length === 0) return colour(0)
  return ['case', ...classes.flatMap((c) => [['==', state('c'), c], colour(c)]), colour(0)]
}

/** Hairline between cells, so that a class can be counted in cells when zoomed in. */
function cellEdge(): unknown {
  return ['interpolate', ['linear'], ['zoom'], 11, 0, 13, 0.25, 16, 0.8]
}

/** All layers from ground to labels. Hot cells and places are outlines: colour alone says only "how many". */
export function layers(): LayerSpecification[] {
  const hot = (width: number): unknown => ['interpolate', ['linear'], ['zoom'], 10, width * 0.25, 13, width * 0.7, 15, width]
  const onlyHot = ['case', ['==', state('h'), true], 1, 0]
  return [
    { id: 'background', type: 'background', paint: { 'background-color': '#dfe6ea' } },
    { id: 'ground', type: 'fill', source: 'ground', 'source-layer': NONE, paint: { 'fill-color': '#f7f6f1', 'fill-outline-color': '#8b98a1' } },
    { id: 'cells', type: 'fill', source: 'cells', 'source-layer': 'cells', paint: { 'fill-color': cellColour(), 'fill-antialias': false } },
    {
      id: 'cell-edges',
      type: 'line',
      source: 'cells',
      'source-layer': 'cells',
      minzoom: 12,
      paint: { 'line-color': '#ffffff', 'line-width': cellEdge() },
    },
    { id: 'zone-fill', type: 'fill', source: 'zones', paint: { 'fill-color': ['coalesce', ['get', 'fill'], 'rgba(0,0,0,0)'] } },
    {
      id: 'area-casing',
      type: 'line',
      source: 'areas',
      'source-layer': NONE,
      minzoom: 11,
      paint: { 'line-color': '#ffffff', 'line-opacity': 0.75, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.5, 15, 5] },
    },
    {
      id: 'area-lines',
      type: 'line',
      source: 'areas',
      'source-layer': NONE,
      paint: {
        'line-color': '#44525d',
        'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.5, 12, 1, 15, 2],
      },
    },
    {
      id: 'cells-hot-casing',
      type: 'line',
      source: 'cells',
      'source-layer': 'cells',
      minzoom: 11,
      paint: { 'line-color': HOT_CASING, 'line-width': hot(4), 'line-opacity': onlyHot },
    },
    {
      id: 'cells-hot',
      type: 'line',
      source: 'cells',
      'source-layer': 'cells',
      minzoom: 11,
      paint: { 'line-color': HOT, 'line-width': hot(2), 'line-opacity': onlyHot },
    },
    { id: 'places-fill', type: 'fill', source: 'places', paint: { 'fill-color': HOT, 'fill-opacity': 0 } },
    {
      id: 'place-casing',
      type: 'line',
      source: 'places',
      paint: { 'line-color': '#ffffff', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 2, 14, 6] },
    },
    {
      id: 'place-lines',
      type: 'line',
      source: 'places',
      paint: { 'line-color': '#14222e', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.2, 14, 2.8] },
    },
    {
      id: 'place-selected-casing',
      type: 'line',
      source: 'places',
      filter: ['==', ['id'], -1],
      paint: { 'line-color': '#14222e', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 7, 14, 10] },
    },
    {
      id: 'place-selected',
      type: 'line',
      source: 'places',
      filter: ['==', ['id'], -1],
      paint: { 'line-color': '#3fd0ff', 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 4, 14, 6] },
    },
    {
      id: 'zone-casing',
      type: 'line',
      source: 'zones',
      paint: { 'line-color': '#ffffff', 'line-width': ['case', ['has', 'fill'], 0, 5.5] },
    },
    { id: 'zone-lines', type: 'line', source: 'zones', paint: { 'line-color': ['coalesce', ['get', 'colour'], ZONE], 'line-width': ['case', ['has', 'fill'], 1.2, 3] } },
    {
      id: 'area-labels',
      type: 'symbol',
      source: 'area-labels',
      minzoom: 11.2,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 11, 11, 15, 15],
        'text-max-width': 8,
      },
      paint: { 'text-color': '#33414c', 'text-halo-color': '#ffffff', 'text-halo-width': 1.8 },
    },
    // Far out only the first ranks, so that the labels do not hide what they name.
    { ...rankLabels('place-labels-first'), maxzoom: 11.5, filter: ['<=', ['to-number', ['get', 'rank']], 15] },
    { ...rankLabels('place-labels'), minzoom: 11.5 },
    { ...rankLabels('zone-labels'), source: 'zone-labels', paint: { 'text-color': '#ffffff', 'text-halo-color': ZONE, 'text-halo-width': 4 } },
  ] as LayerSpecification[]
}

function rankLabels(id: string) {
  return {
    id,
    type: 'symbol',
    source: 'place-labels',
    layout: {
      'text-field': ['get', 'rank'],
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 10, 12, 14, 16],
      'symbol-sort-key': ['to-number', ['get', 'rank'], 999],
      'text-padding': 1,
    },
    paint: { 'text-color': '#ffffff', 'text-halo-color': '#14222e', 'text-halo-width': 4 },
  }
}
