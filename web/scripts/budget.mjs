// Sizes of the built files after gzip, against the promised limits; run after every build.
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const assets = new URL('assets/', dist)
const size = (name) => gzipSync(readFileSync(new URL(name, assets))).length
const html = readFileSync(new URL('index.html', dist), 'utf8')
if (/<script(?![^>]*\bsrc=)|<style|\sstyle=/.test(html)) {
  console.error('index.html holds something inline; the content security policy would refuse it')
  process.exit(1)
}
const entry = [...html.matchAll(/assets\/([^"]+\.js)"/g)].map((m) => m[1])
const all = readdirSync(assets)
const sum = (names) => names.reduce((total, name) => total + size(name), 0)
const limits = [
  ['entry', sum(entry), 60_000],
  ['map with worker', sum(all.filter((name) => /^(Map-|maplibre).*\.(js|mjs)$/.test(name))), 450_000],
]
let over = false
for (const [what, bytes, limit] of limits) {
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} kB gz of ${limit / 1000}`)
  over ||= bytes === 0 || bytes > limit
}
if (over) process.exit(1)
