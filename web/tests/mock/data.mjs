// Made-up Stockholm for developing the desk without the server: deterministic, plausible in shape
// only. Nothing here is a fact.
import { existsSync, readFileSync } from 'node:fs'
import { cellArea, cellToBoundary, cellToLatLng, cellsToMultiPolygon, gridDisk, latLngToCell, polygonToCells } from 'h3-js'

const shared = process.env.PLATSSAMVERKAN_SHARED ?? new URL('../../../../shared', import.meta.url).pathname
const outlines = `${shared}/geodata/stadsdelar_utan_vatten.geo.json`

const round = (v, d = 6) => Number(v.toFixed(d))
/** A repeatable number 0…1 from text (FNV-1a, finished as murmur does). */
export function chance(text) {
  let h = 2166136261
  for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 16777619)
  h ^= h >>> 15
  h = Math.imul(h, 2246822507)
  h ^= h >>> 13
  return (h >>> 0) / 4294967296
}
export const hex64 = (text) => Array.from({ length: 8 }, (_, i) => Math.floor(chance(text + i) * 2 ** 32).toString(16).padStart(8, '0')).join('')

function bounds(geometry) {
  const flat = geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2)
  const xs = flat.map((p) => p[0])
  const ys = flat.map((p) => p[1])
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].map((v) => round(v))
}
const middle = (b) => ({ lon: round((b[0] + b[2]) / 2), lat: round((b[1] + b[3]) / 2) })
const title = (s) => s.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, a, b) => a + b.toUpperCase())

function readOutlines() {
  if (existsSync(outlines)) {
    return JSON.parse(readFileSync(outlines, 'utf8')).features.map((f) => ({ name: title(f.properties.name), geometry: f.geometry }))
  }
  return gridDisk(latLngToCell(59.325, 18.05, 7), 4).map((cell, i) => ({
    name: `Område ${i + 1}`,
    geometry: { type: 'Polygon', coordinates: [cellToBoundary(cell, true)] },
  }))
}

const stadsdelar = readOutlines()
const kinds = { kommun: 'Kommun', stadsdelsomrade: 'Stadsdelsområde', statistikomrade: 'Statistikområde', plats: 'Plats' }
const area = (kind, code, name, geometry, extra = {}) => ({
  id: `${kind}/${code}`, kind, kind_label: kinds[kind], code, name, valid_from: '2020-01-01', valid_to: null, class: null,
  approximate: kind === 'plats', source: 'påhittad', note: null, area_km2: null,
  bounds: geometry ? bounds(geometry) : null, label_at: geometry ? middle(bounds(geometry)) : null, geometry, ...extra,
})
const multi = (all) => ({ type: 'MultiPolygon', coordinates: all.flatMap((a) => (a.geometry.type === 'Polygon' ? [a.geometry.coordinates] : a.geometry.coordinates)) })
const inner = stadsdelar.filter((s) => /norrmalm|vasastaden|östermalm|ladugård|hjorthagen|gärdet/i.test(s.name))

export const areas = [
  area('kommun', '0180', 'Stockholm', multi(stadsdelar)),
  ...(inner.length ? [area('stadsdelsomrade', 'norra-innerstaden', 'Norra innerstaden', multi(inner))] : []),
  ...stadsdelar.map((s, i) => area('statistikomrade', String(10000 + i), s.name, s.geometry)),
]

export const named = [
  ['Sergels torg', 18.0632, 59.3326], ['Plattan', 18.0647, 59.3322], ['Klarabergsviadukten', 18.0572, 59.3313], ['Vasagatan', 18.0589, 59.3318],
  ['Blekholmsterrassen', 18.0533, 59.3318], ['Observatorielunden', 18.0546, 59.3415], ['Adolf Fredriks kyrkogård', 18.0601, 59.3376],
  ['Vasaparken', 18.043, 59.3412], ['Medborgarplatsen', 18.0735, 59.3144], ['Stureplan', 18.0733, 59.3353], ['Rinkeby torg', 17.9285, 59.3881],
  ['Husby centrum', 17.9257, 59.4102], ['Vårbergs centrum', 17.8899, 59.276], ['Bredängs centrum', 17.9339, 59.2951], ['Skärholmens centrum', 17.907, 59.2771],
  ['Högdalens centrum', 18.043, 59.2636], ['Farsta centrum', 18.0928, 59.2435], ['Kungsträdgården', 18.0714, 59.331], ['Fridhemsplan', 18.0303, 59.3321],
  ['Slussen', 18.0722, 59.3195], ['Gullmarsplan', 18.0805, 59.2992], ['Liljeholmstorget', 18.0226, 59.3107], ['Hötorget', 18.0635, 59.335],
].map(([name, lon, lat]) => ({ name, lon, lat }))

export const categories = [
  ['vald_offentlig_miljo', 'Våld i offentlig miljö', 'Violence in public places', ['0355-0358', '0375-0378'], 'base_cell', 0.22],
  ['fickstold', 'Fickstöld', 'Pickpocketing', ['9817-9818'], 'base_cell', 0.3],
  ['narkotikabrott', 'Narkotikabrott', 'Drug offences', [], 'base_cell', 0.26],
  ['personran', 'Personrån', 'Robbery of persons', ['0892-0893'], 'base_cell', 0.05],
  ['klotter', 'Klotter', 'Graffiti', ['1208', '1209'], 'base_cell', 0.17],
  ['bostadsinbrott', 'Bostadsinbrott', 'Home burglary', [], 'area_month', 0],
].map(([id, label_sv, label_en, codes, finest, weight]) => ({ id, label_sv, label_en, codes, finest, note_sv: null, weight }))

export const months = Array.from({ length: 56 }, (_, i) => {
  const m = 9 + i
  const month = `${2021 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}`
  return { month, n: 11000 + Math.floor(chance(month) * 3000) }
})

const lattices = new Map()
/** Cells of a lattice in dense order; only hexagons are made here. */
export function lattice(spec) {
  const resolution = spec.startsWith('h3:') ? Number(spec.slice(3)) : 9
  if (!lattices.has(resolution)) {
    const set = new Set()
    for (const s of stadsdelar) {
      const polygons = s.geometry.type === 'Polygon' ? [s.geometry.coordinates] : s.geometry.coordinates
      for (const rings of polygons) for (const cell of polygonToCells(rings, resolution, true)) set.add(cell)
    }
    const id = [...set].sort()
    const geometry = {
      type: 'FeatureCollection',
      features: id.map((cell, i) => ({
        type: 'Feature', id: i, properties: {},
        geometry: { type: 'Polygon', coordinates: [cellToBoundary(cell, true).map((p) => p.map((v) => round(v)))] },
      })),
    }
    const km2 = id.map((cell) => cellArea(cell, 'km2'))
    lattices.set(resolution, { id, geometry, resolution, km2, index: new Map(id.map((c, i) => [c, i])) })
  }
  return lattices.get(resolution)
}

function areaOf(lon, lat) {
  const near = areas.filter((a) => a.kind === 'statistikomrade').map((a) => ({ a, d: Math.hypot((a.label_at.lon - lon) * 0.51, a.label_at.lat - lat) }))
  return near.sort((x, y) => x.d - y.d)[0].a
}

/** A run: background falls off from the centre, named places stick out. */
export function makeRun(parameters, id, session) {
  const l = lattice(parameters.lattice)
  const chosen = parameters.categories.length ? categories.filter((c) => parameters.categories.includes(c.id)) : categories
  const weight = chosen.reduce((s, c) => s + c.weight, 0)
  const from = new Date(parameters.period.from)
  const years = Math.max(0.05, (new Date(parameters.period.to) - from) / 31557600000)
  const seed = chosen.map((c) => c.id).join() + parameters.period.from
  const n = []
  const expected = []
  const peaks = new Map()
  named.forEach((p, i) => {
    const center = latLngToCell(p.lat, p.lon, l.resolution)
    const size = chance(p.name) < 0.3 ? 0 : 1
    const members = gridDisk(center, size).filter((c) => l.index.has(c) && (c === center || chance(c) < 0.55))
    for (const c of members) peaks.set(c, { p, i, boost: (c === center ? 4 : 2) + 5 * chance(p.name + c) })
  })
  l.id.forEach((cell) => {
    const [lat, lon] = cellToLatLng(cell)
    const km = Math.hypot((lon - 18.06) * 56.8, (lat - 59.332) * 111.3)
    const scale = 7 ** (10 - l.resolution)
    const base = (14 * Math.exp(-km / 2.2) + 1.1 * Math.exp(-km / 9)) * weight * years * scale * 2
    const noise = Math.max(0, base * (0.25 + 1.5 * chance(cell + seed) ** 1.4))
    const peak = peaks.get(cell)
    expected.push(round(base, 3))
    n.push(Math.floor(peak ? Math.max(12, base * 1.3) * peak.boost * (0.6 + weight * 0.5) * Math.min(1.5, years + 0.3) : noise + (chance(cell) < 0.02 ? 2 : 0)))
  })
  const hot = l.id.map((cell, i) => (peaks.has(cell) && n[i] >= parameters.min_count ? 1 : 0))
  const total = n.reduce((a, b) => a + b, 0)
  const groups = named.map((p, i) => ({ p, cells: l.id.map((c, k) => [c, k]).filter(([c, k]) => peaks.get(c)?.i === i && hot[k]) })).filter((g) => g.cells.length)
  const features = []
  const places = groups
    .map(({ p, cells }) => {
      const dense = cells.map(([, k]) => k)
      const count = dense.reduce((s, k) => s + n[k], 0)
      const exp = dense.reduce((s, k) => s + expected[k], 0)
      const outline = cellsToMultiPolygon(cells.map(([c]) => c), true)
      const geometry = { type: 'MultiPolygon', coordinates: outline.map((poly) => poly.map((ring) => ring.map((q) => q.map((v) => round(v, 7))))) }
      const se = 1.96 / Math.sqrt(Math.max(1, count))
      const stable = chance(p.name) < 0.3 ? 6 : chance(p.name) < 0.7 ? 5 : 3
      const a = areaOf(p.lon, p.lat)
      let left = count
      return {
        geometry,
        place: {
          rank: 0, key: hex64(p.name).slice(0, 12), name: p.name, n: count, expected: round(exp, 2), excess: round(count - exp, 2),
          ratio: round(count / exp, 3), ratio_95: [round((count / exp) * Math.exp(-se), 3), round((count / exp) * Math.exp(se), 3)],
          z: round(3 + 6 * chance(p.name + 'z'), 2), p_adjusted_min: 1e-9, share_of_incidents: count / total,
          area_km2: round(dense.reduce((s, k) => s + l.km2[k], 0), 4), lone_cell: dense.length === 1,
          label_at: { lon: p.lon, lat: p.lat }, bounds: bounds(geometry), n_cells: dense.length, cells: dense, stable_in: stable,
          stability: ['Grundinställning', 'Grövre rutnät', 'Finare rutnät', 'Dubbel ring', 'Lika över all mark', 'Halva perioden'].map((label, s) => ({
            setting: `s${s}`, label, covered: s < stable ? round(0.6 + 0.4 * chance(p.name + s), 2) : round(0.4 * chance(p.name + s), 2),
          })),
          week_hours: Array.from({ length: 7 }, (_, d) => Array.from({ length: 24 }, (_, h) => {
            const night = d >= 4 && d <= 6 && (h >= 21 || h <= 3) ? 4 : 1
            const day = h >= 11 && h <= 19 ? 1.6 : h >= 4 && h <= 7 ? 0.2 : 0.8
            return round((count / 220) * night * day * (0.5 + chance(`${p.name}${d}${h}`)), 2)
          })),
          months: months.filter((m) => m.month >= parameters.period.from.slice(0, 7) && m.month <= parameters.period.to.slice(0, 7))
            .map((m, _, all) => ({ month: m.month, n: Math.round((count / all.length) * (0.6 + 0.8 * chance(p.name + m.month))) })),
          categories: chosen.filter((c) => c.weight).map((c, k, all) => {
            const v = k === all.length - 1 ? left : Math.min(left, Math.round((count * c.weight) / weight))
            left -= v
            return { id: c.id, label: c.label_sv, n: v }
          }).sort((x, y) => y.n - x.n),
          areas: [{ id: a.id, name: a.name, kind: a.kind, share: 1 }],
        },
      }
    })
    .sort((x, y) => y.place.excess - x.place.excess)
  places.forEach((entry, i) => {
    entry.place.rank = i + 1
    features.push({ type: 'Feature', id: i + 1, geometry: entry.geometry, properties: { rank: i + 1, name: entry.place.name, n: entry.place.n } })
  })
  const positive = n.filter((v) => v > 0).sort((x, y) => x - y)
  const at = (q) => positive[Math.min(positive.length - 1, Math.floor(q * positive.length))] ?? 1
  const breaks = [...new Set([at(0.5), at(0.75), at(0.9), at(0.97)])]
  while (breaks.length < 4) breaks.push(breaks.at(-1) + 1)
  breaks.push(Math.max(at(1), breaks.at(-1) + 1))
  const counts = [0, 0, 0, 0, 0, 0]
  for (const v of n) counts[v === 0 ? 0 : breaks.findIndex((b) => v <= b) + 1] += 1
  const sorted = [...n].sort((x, y) => y - x)
  const top = (share) => sorted.slice(0, Math.max(1, Math.round(share * n.length))).reduce((x, y) => x + y, 0) / total
  const summary = {
    id, created_at: '2026-06-10T08:12:00Z', created_by: session.function, party: session.party, parameters,
    data_version: 3, data_to: '2026-05-31', input_fingerprint: hex64(`in${seed}`), result_fingerprint: hex64(`out${seed}`),
    method_version: 1, code_version: '0.1.0', synthetic: true, n_used: total,
    n_left_out: [{ code: 'area_precision_only', text: 'bara kända per område', n: 412 }, { code: 'area_month_category', text: 'bostadsinbrott: visas bara per område och månad', n: 1830 }],
    land_km2: 187.2, n_cells: n.length, n_hot: hot.reduce((a, b) => a + b, 0),
    guard_rails: [{ code: 'geocode_pile', value: 0.04, text: '4 % av brotten ligger i en enda ruta: kontrollera att det inte är en standardkoordinat.' }],
    chosen: [{ categories: parameters.categories, label: 'Valda kategorier', back_test: null, follows: null, text: 'Ingen prövning i efterhand är gjord.' }],
    ranked_counts: [0.005, 0.01, 0.02, 0.05].map((s) => ({ area_share: s, incident_share: top(s) })),
    legend: { breaks, counts }, places: places.map((e) => e.place),
  }
  const values = {
    run: id, n_cells: n.length, id: l.id, n, expected, hot, z: n.map((v, i) => (v ? round((v - expected[i]) / Math.sqrt(expected[i] + 1), 2) : null)),
    p_adjusted: hot.map((h, i) => (h ? 1e-6 : round(0.2 + 0.8 * chance(l.id[i]), 4))), p_permutation: n.map(() => null), p_cell: n.map(() => 0.5), p_ring: n.map(() => 0.5),
  }
  return { summary, values, places: { type: 'FeatureCollection', run: id, data_to: '2026-05-31', synthetic: true, features } }
}
