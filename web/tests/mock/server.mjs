// Development only: answers the documented HTTP interface from memory and serves the built desk with
// the strict headers of the real server. The browser tests run against the real one.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { areas, categories, hex64, lattice, makeRun, months, named } from './data.mjs'

const port = Number(process.env.PORT ?? 8090)
const dist = new URL('../../dist/', import.meta.url)
const csp = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' }

const parties = {
  polis: { id: 'lpo-norrmalm', name: 'Polismyndigheten, lokalpolisområde Norrmalm', side: 'polis' },
  stad: { id: 'sdf-norra-innerstaden', name: 'Norra innerstadens stadsdelsförvaltning', side: 'stad' },
}
const users = [
  ['kommunpolis', 'Kommunpolis Norra innerstaden', 'polis', ['import', 'run', 'identify', 'assess']],
  ['lpochef', 'Lokalpolisområdeschef Norrmalm', 'polis', ['close_unanswered']],
  ['samordnare', 'Trygghetssamordnare Norra innerstaden', 'stad', ['import', 'run', 'identify', 'assess']],
  ['direktor', 'Stadsdelsdirektör Norra innerstaden', 'stad', ['close_unanswered']],
].map(([login, fn, side, may]) => ({ id: `u-${login}`, login, password: 'demo-demo-demo-demo', function: fn, side, may }))

const sessions = new Map()
const runs = new Map()
const openings = new Map()
const cases = new Map()
const imports = []
const now = () => new Date().toISOString()
let counter = 0

const agreement = 'overenskommelse-1'
const partyName = ({ id, name }) => ({ id, name })
const bothParties = { polis: partyName(parties.polis), stad: partyName(parties.stad) }
const headOf = ({ id, created_at, created_by, party, parameters, data_version, data_to, synthetic, n_used, places, result_fingerprint }) => ({
  id, created_at, created_by, party, parameters, data_version, data_to, synthetic, n_used, n_places: places.length, result_fingerprint,
})
const openingHead = ({ id, version, updated, state, name, identified_by, identified_at, answer_by, case: number, assessed_by, awaits_my_answer, run }) => ({
  id, version, updated, state, name, identified_by, identified_at, answer_by, case: number, assessed_by, awaits_my_answer, run,
})
const evidenceOf = (body, no, u) => ({ n: null, ...body, no, kind_label: kinds[body.kind], added_by_side: u.side, added_at: now(), run: null })
const me = (u) => ({
  user: { id: u.id, login: u.login, function: u.function, role: u.login }, party: parties[u.side], other_party: parties[u.side === 'polis' ? 'stad' : 'polis'],
  partners: [{ ...partyName(parties[u.side === 'polis' ? 'stad' : 'polis']), in_force: true }],
  may: u.may, synthetic: true, demo_today: '2026-06-10', study_area: 'kommun/0180', time_zone: 'Europe/Stockholm', version: '0.1.0',
})
const bare = ({ geometry: _, ...rest }) => rest

class Refusal extends Error {
  constructor(status, code, extra = {}) {
    super(code)
    Object.assign(this, { status, code, extra })
  }
}

const defaults = { categories: [], study_area: 'kommun/0180', lattice: 'h3:10', ring: 1, expectation: 'background', gate: 'default', correction: 'bh', alpha: 0.05, min_ratio: 1.5, min_count: 10, max_place_km2: 0.15, stability: true }
function run(body, u) {
  const parameters = { ...defaults, ...body }
  const id = `run-${hex64(JSON.stringify(parameters)).slice(0, 16)}`
  if (!runs.has(id)) runs.set(id, makeRun(parameters, id, { function: u.function, party: parties[u.side].id }))
  return runs.get(id)
}
function opening(o, u) {
  const answered = o.assessments.filter((a) => !a.superseded).map((a) => a.side)
  const live = o.state === 'identifierad' || o.state === 'bedoms'
  const may = []
  if (u.may.includes('assess') && live) {
    if (!o.frozen) may.push('add_evidence')
    if (!answered.includes(u.side) && o.evidence.length) may.push('assess')
    else may.push('withdraw')
  }
  return { ...o, extends: null, extension: null, may, evidence_fingerprint: o.frozen ?? hex64(o.id + o.evidence.length), frozen: Boolean(o.frozen), assessed_by: answered, awaits_my_answer: o.state === 'bedoms' && !answered.includes(u.side) }
}
const find = (map, id) => map.get(id) ?? (() => { throw new Refusal(404, 'not_found', { detail: 'Finns inte.' }) })()
function versioned(o, req) {
  if (req.headers['if-match'] !== `"${o.version}"`) {
    const mine = Number(/^"(\d+)"$/.exec(req.headers['if-match'] ?? '')?.[1])
    throw new Refusal(412, 'conflict', { ...(mine ? { mine } : {}), theirs: o.version })
  }
}
const said = (o, u, act, text) => o.log.push({ at: now(), function: u.function, side: u.side, act, text, reference: null })
const kinds = { dialogue: 'Dialog', felanmalan: 'Felanmälan', trygghetsvandring: 'Trygghetsvandring', ordningsvakt: 'Ordningsvakter', enkat: 'Enkät', information_10: 'Information § 10' }
function guard(text) {
  if (/\b\d{6,8}-\d{4}\b/.test(text ?? '')) throw new Refusal(400, 'invalid', { detail: 'Texten innehåller något som liknar ett personnummer. Skriv aldrig om enskilda personer.', fields: [{ field: 'text', code: 'personal_data', text: 'Ta bort personnumret.' }] })
}

const routes = [
  ['POST', /^\/session$/, (_, { body, res }) => {
    const u = users.find((x) => x.login === body.login && x.password === body.password)
    if (!u) throw new Refusal(401, 'wrong_credentials')
    const sid = hex64(`${Date.now()}${Math.random()}`)
    sessions.set(sid, u)
    res.setHeader('Set-Cookie', `session=${sid}; HttpOnly; SameSite=Lax; Path=/`)
    return me(u)
  }, true],
  ['GET', /^\/sign-in$/, () => ({ local: 'all', providers: [], waiting: null, refusal: null }), true],
  ['GET', /^\/demo-users$/, () => users.map((u) => ({ login: u.login, password: u.password, function: u.function, party: parties[u.side].name, side: u.side })), true],
  ['DELETE', /^\/session$/, (_, { sid }) => void sessions.delete(sid)],
  ['GET', /^\/me$/, (_, { u }) => me(u)],
  ['GET', /^\/areas$/, (_, { q }) => ({ updated: now(), items: areas.filter((a) => !q.get('kind') || a.kind === q.get('kind')).map(bare) })],
  ['GET', /^\/areas\.geojson$/, (_, { q }) => ({ type: 'FeatureCollection', features: areas.filter((a) => !q.get('kind') || a.kind === q.get('kind')).map((a) => ({ type: 'Feature', id: a.id, properties: bare(a), geometry: a.geometry })) })],
  ['GET', /^\/categories$/, () => ({ items: categories.map(({ weight: _, ...rest }) => rest) })],
  ['GET', /^\/periods$/, () => ({ data_from: '2021-10-01', data_to: '2026-05-31', data_version: 3, months, synthetic: true })],
  ['POST', /^\/hotspots\/runs$/, (_, { body, u }) => run(body, u).summary],
  ['GET', /^\/hotspots\/runs$/, () => ({ items: [...runs.values()].map((r) => headOf(r.summary)).reverse() })],
  ['GET', /^\/hotspots\/runs\/([^/]+)$/, ([id]) => find(runs, id).summary],
  ['GET', /^\/hotspots\/runs\/([^/]+)\/places\.geojson$/, ([id]) => find(runs, id).places],
  ['GET', /^\/cells\/([^/]+)\/geometry$/, ([spec]) => lattice(spec).geometry],
  ['GET', /^\/cells\/[^/]+\/values$/, (_, { q }) => find(runs, q.get('run')).values],
  ['GET', /^\/export\/places\.geojson$/, (_, { q, res }) => { res.setHeader('Content-Disposition', 'attachment; filename="platser.geojson"'); return find(runs, q.get('run')).places }],
  ['GET', /^\/places$/, () => ({ items: named.slice(0, 8).map((p) => ({ id: `plats/${p.name.toLowerCase().replaceAll(' ', '-')}`, name: p.name, kind: 'named', geometry: { type: 'Point', coordinates: [p.lon, p.lat] }, label_at: { lon: p.lon, lat: p.lat }, parts: [], approximate: true, source: 'påhittad' })) })],
  ['GET', /^\/places\/neighbours$/, () => ({ items: [], within_m: 300, beside_m: 10 })],
  ['GET', /^\/openings$/, (_, { u }) => ({ items: [...openings.values()].map((o) => openingHead(opening(o, u))).reverse() })],
  ['POST', /^\/openings$/, (_, { body, u, res }) => {
    const id = `o-${++counter}`
    const r = body.run && find(runs, body.run)
    const place = r?.summary.places.find((p) => p.rank === body.rank)
    const point = named.find((p) => body.place === `plats/${p.name.toLowerCase().replaceAll(' ', '-')}`)
    const o = {
      id, version: 1, agreement, updated: now(), state: 'identifierad', name: body.name ?? place?.name ?? point.name, case: null, answer_by: null,
      place: { geometry: r ? r.places.features.find((f) => f.id === body.rank).geometry : { type: 'Point', coordinates: [point.lon, point.lat] }, label_at: place?.label_at ?? { lon: point.lon, lat: point.lat }, area_km2: place?.area_km2 ?? null, approximate: !r, areas: place?.areas ?? [] },
      parties: bothParties, identified_by: { function: u.function, party: parties[u.side].id, side: u.side }, identified_at: now(), frozen: null,
      evidence: r ? [{ no: 1, kind: 'run', kind_label: 'Hotspotanalys', title: place.name, on: '2026-05-31', text: '', n: place.n, added_by_side: u.side, added_at: now(), run: { id: body.run, rank: body.rank, result_fingerprint: r.summary.result_fingerprint, parameters: r.summary.parameters, place, synthetic: true, data_version: r.summary.data_version, data_to: '2026-05-31', method_version: r.summary.method_version, code_version: r.summary.code_version } }] : [],
      assessments: [], closings: [], warnings: [], log: [], run: body.run ? { id: body.run, rank: body.rank } : null,
    }
    said(o, u, 'opening_identified', 'Platsen identifierades')
    openings.set(id, o)
    res.statusCode = 201
    return opening(o, u)
  }],
  ['GET', /^\/openings\/([^/]+)$/, ([id], { u }) => opening(find(openings, id), u)],
  ['POST', /^\/openings\/([^/]+)\/evidence$/, ([id], { body, u, req }) => {
    const o = find(openings, id)
    versioned(o, req)
    guard(body.text)
    o.evidence.push(evidenceOf(body, o.evidence.length + 1, u))
    o.version += 1
    o.updated = now()
    said(o, u, 'evidence_added', `Underlag lades till: ${body.title}`)
    return opening(o, u)
  }],
  ['POST', /^\/openings\/([^/]+)\/assessments$/, ([id], { body, u, req, res }) => {
    const o = find(openings, id)
    versioned(o, req)
    guard(body.motive)
    o.frozen ??= opening(o, u).evidence_fingerprint
    o.assessments.push({ side: u.side, party: parties[u.side].id, signer_function: u.function, verdict: body.verdict, motive: body.motive, diarienummer: body.diarienummer ?? null, at: now(), evidence_fingerprint: body.evidence_fingerprint, additions: (body.additions ?? []).map((a, i) => evidenceOf(a, i + 1, u)), superseded: false, withdrawn_because: null })
    o.version += 1
    o.updated = now()
    o.answer_by = '2026-07-10T21:59:59Z'
    said(o, u, 'assessment_signed', `Bedömningen skrevs under: ${body.verdict}`)
    const valid = o.assessments.filter((a) => !a.superseded)
    o.state = valid.some((a) => a.verdict === 'nej') ? 'avbojd' : valid.length === 2 ? 'oppnad' : 'bedoms'
    if (o.state === 'oppnad') {
      o.case = `PLS-2026-${String(cases.size + 1).padStart(3, '0')}`
      said(o, u, 'case_opened', `Platssamverkan ${o.case} öppnades`)
      cases.set(o.case, { number: o.case, opening: o.id, opened_at: now() })
    }
    res.statusCode = 201
    return opening(o, u)
  }],
  ['POST', /^\/openings\/([^/]+)\/withdraw$/, ([id], { u, req }) => {
    const o = find(openings, id)
    versioned(o, req)
    for (const a of o.assessments) if (a.side === u.side) a.superseded = true
    o.state = 'identifierad'
    o.frozen = null
    o.version += 1
    o.updated = now()
    said(o, u, 'assessment_withdrawn', 'Bedömningen återtogs')
    return opening(o, u)
  }],
  ['GET', /^\/commitments$/, () => ({ items: [], total: 0, next: null, periods: [] })],
  ['GET', /^\/cases$/, () => ({ items: [...cases.values()].map((c) => {
    return caseHead(c, openings.get(c.opening))
  }) })],
  ['GET', /^\/cases\/([^/]+)$/, ([number], { u }) => {
    const c = find(cases, number)
    const o = opening(openings.get(c.opening), u)
    const { place, parties, evidence, evidence_fingerprint, assessments, run, warnings, log } = o
    const given = assessments.filter((a) => !a.superseded)
    const yta = { no: 1, from: o.updated, name: o.name, opening: o.id, geometry: place.geometry, area_km2: place.area_km2, approximate: place.approximate, first_evidence: 1, last_evidence: evidence.length, evidence_fingerprint, assessments: given }
    return { ...caseHead(c, o), agreement, place, ytor: [yta], measured_on: null, parties, evidence, evidence_fingerprint, assessments: given, run, warnings, log, work: untouched() }
  }],
  ['GET', /^\/imports$/, () => ({ items: imports.slice().reverse() })],
  ['POST', /^\/imports$/, (_, { u, res, raw, req }) => {
    const name = /filename="([^"]+)"/.exec(raw)?.[1] ?? 'fil.csv'
    const source = /name="source"\r\n\r\n([^\r]*)/.exec(raw)?.[1] ?? ''
    if (raw.includes('TRASIG')) throw new Refusal(422, 'missing_header', { title: 'Filen kan inte läsas', detail: 'Rubrikraden saknas. Lägg till en första rad med kolumnnamn.', input: { file: name, line: 1, column: null, detail: 'TRASIG' } })
    const known = imports.find((i) => i.file === name && i.state === 'published')
    const item = {
      id: imports.length + 1, kind: 'incidents', state: 'previewed', file: name, source, owner: parties[u.side].id, owner_name: parties[u.side].name,
      synthetic: true, shared: false, created_by: u.function, created_at: now(), published_at: null, already_imported_as: known?.id ?? null,
      totals: {
        n_read: 1412, n_accepted: 1400, n_counts: 1400, n_rejected: 12, n_new: known ? 0 : 1396, n_changed: known ? 0 : 4, n_already: known ? 1400 : 0, n_replaced: 0,
        by_code: [{ code: 'outside_area', text: 'Utanför området', n: 7, notice: false }, { code: 'unknown_category', text: 'Okänd brottskod', n: 2, notice: false }, { code: 'personal_data', text: 'Personnummer i ett textfält', n: 3, notice: false }, { code: 'area_precision_only', text: 'Bara känd per område', n: 26, notice: true }],
        by_category: categories.filter((c) => c.weight).map((c) => ({ id: c.id, label: c.label_sv, n: Math.round(1400 * c.weight) })),
        by_month: [{ month: '2026-04', n: 12 }, { month: '2026-05', n: 1388 }], period: { from: '2026-04-28', to: '2026-05-31' }, read_as: 'UTF-8, semikolon, decimalkomma', dropped_columns: ['handläggare'], mended: [],
        warnings: [{ code: 'official_total_differs_percent', text: 'Totalen avviker −0,6 % från den officiella siffran.', value: -0.6 }],
      },
    }
    imports.push(item)
    res.statusCode = 202
    return item
  }],
  ['GET', /^\/imports\/(\d+)$/, ([id]) => imports[id - 1] ?? find(new Map(), id)],
  ['GET', /^\/imports\/(\d+)\/rejections$/, (_, { q }) => {
    const start = Number(q.get('cursor') ?? 0)
    const items = Array.from({ length: 12 }, (_, i) => ({ file: 'fil.csv', line: 17 + i * 91, record: 16 + i * 91, column: i < 7 ? 'lon,lat' : 'brottskod', value: i < 7 ? '17,61;59,20' : '9999', code: 'outside_area', text: i < 7 ? 'Platsen ligger utanför Stockholm.' : 'Brottskoden finns inte i någon grupp.', notice: false }))
    return { items: items.slice(start, start + 8), next: start + 8 < items.length ? String(start + 8) : null }
  }],
  ['POST', /^\/imports\/(\d+)\/commit$/, ([id]) => Object.assign(imports[id - 1], { state: 'published', published_at: now() })],
  ['POST', /^\/imports\/(\d+)\/undo$/, ([id]) => {
    const item = imports[id - 1]
    if (item.state === 'previewed') return void imports.splice(id - 1, 1)
    return Object.assign(item, { state: 'undone' })
  }],
  ['POST', /^\/imports\/(\d+)\/share$/, ([id]) => Object.assign(imports[id - 1], { shared: true })],
]
/** A case that nobody has worked in; the mock takes no steps. */
function untouched() {
  const half = (kontakt) => ({ kontakt, deltagare: [kontakt], ataganden: [] })
  const words = 'Löpande med e-post'
  return {
    template: {
      mal: 'En trygg plats', problembild: ['Platsen upplevs som otrygg'], aktiviteter: [{ aktivitet: 'Samverka', syfte: 'Trygghet' }], loptid_till: null,
      motesfrekvens: { rule: 'monthly', n: null, months: [], from: '2026-06-09', except: [] }, aktivitetsansvarig: 'Stadsdelsförvaltningen',
      polis: half('Kommunpolis'), stad: half('Trygghets- och säkerhetssamordnare'), ovriga: [], finansiering: 'Respektive part bär sina kostnader',
      kommunikation: { deltagare: words, internt_polisen: words, internt_stadsdelsforvaltningen: words, mellan_parterna: words }, uppfoljning: [], prioriteringar: [],
    },
    template_seen: 0, template_source: 'påhittad', conditional: [], contradictions: [], priorities: [], causes: [], measures: [], goals: [], targets: [], meetings: [], next_meeting_by: null,
    follow_ups: [], pending: null, decisions: [], confirm_by: null, confirmed_by: [], check_from: null, steps: [],
  }
}

function caseHead(c, o) {
  return { number: c.number, version: 1, updated: c.opened_at, state: 'initierad', name: o.name, opening: o.id, opened_at: c.opened_at, diarienummer: diarie(o) }
}
function diarie(o) {
  const of = (side) => o.assessments.find((a) => a.side === side && !a.superseded)?.diarienummer ?? null
  return { polis: of('polis'), stad: of('stad') }
}

createServer(async (req, res) => {
  const url = new URL(req.url, 'http://localhost')
  res.setHeader('Content-Security-Policy', csp)
  res.setHeader('X-Content-Type-Options', 'nosniff')
  if (!url.pathname.startsWith('/api/v1/')) return file(url.pathname, res)
  const chunks = []
  for await (const chunk of req) chunks.push(chunk)
  const raw = Buffer.concat(chunks).toString('utf8')
  const path = decodeURIComponent(url.pathname.slice('/api/v1'.length))
  const sid = /session=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
  const u = sessions.get(sid)
  res.setHeader('Cache-Control', 'private, no-cache')
  try {
    if (path === '/map.svg' && u) return svg(url, res)
    const found = routes.find(([method, pattern]) => method === req.method && pattern.test(path))
    if (!found) throw new Refusal(404, 'not_found')
    const [, pattern, handler, open] = found
    if (!open && !u) throw new Refusal(401, 'not_signed_in')
    const body = raw && req.headers['content-type']?.includes('json') ? JSON.parse(raw) : {}
    const answer = handler(pattern.exec(path).slice(1), { body, raw, req, res, u, sid, q: url.searchParams })
    if (answer === undefined) return res.writeHead(204).end()
    res.setHeader('Content-Type', 'application/json')
    res.end(JSON.stringify(answer))
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error)
    const status = error.status ?? 500
    res.writeHead(status, { 'Content-Type': 'application/problem+json' })
    res.end(JSON.stringify({ type: 'about:blank', title: error.code ?? 'fault', status, code: error.code ?? 'fault', detail: null, fields: [], ...error.extra }))
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))

function svg(url, res) {
  const r = runs.get(url.searchParams.get('run'))
  const x = (lon) => (lon - 17.76) * 2200
  const y = (lat) => (59.44 - lat) * 4300
  const dots = (r?.summary.places ?? []).map((p) => `<circle cx="${x(p.label_at.lon)}" cy="${y(p.label_at.lat)}" r="9" fill="#14222e"/><text x="${x(p.label_at.lon)}" y="${y(p.label_at.lat) + 4}" font-size="11" fill="#fff" text-anchor="middle">${p.rank}</text>`)
  res.setHeader('Content-Type', 'image/svg+xml')
  res.end(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" width="1000" height="1000"><rect width="1000" height="1000" fill="#f7f6f1"/>${dots.join('')}</svg>`)
}

function file(path, res) {
  const wanted = new URL(`.${path}`, dist)
  const name = wanted.href.startsWith(dist.href) && extname(path) && existsSync(wanted) ? wanted : new URL('index.html', dist)
  if (extname(path) && name !== wanted) return res.writeHead(404).end()
  res.setHeader('Content-Type', types[extname(name.pathname)] ?? 'application/octet-stream')
  createReadStream(name).pipe(res)
}
