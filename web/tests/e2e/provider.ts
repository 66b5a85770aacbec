import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

// A small OpenID provider: discovery, keys, a page to sign in on, codes with PKCE, id tokens.

export type Person = { sub: string; groups: string[] }
export type Provider = { url: string; who: Person; stop: () => Promise<void> }

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export async function startProvider(client: { id: string; secret: string }, who: Person): Promise<Provider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const granted = new Map<string, { nonce: string; challenge: string; redirect: string; who: Person }>()
  const provider = { url: '', who }

  function idToken(nonce: string, { sub, groups }: Person) {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: provider.url, aud: client.id, sub, groups, nonce, iat: now, exp: now + 300 }
    const signed = `${base64url({ alg: 'RS256', typ: 'JWT', kid: 'e2e' })}.${base64url(claims)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }

  function exchange(form: URLSearchParams, authorization: string | undefined) {
    const basic = Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret)}`).toString('base64')
    const grant = granted.get(form.get('code') ?? '')
    granted.delete(form.get('code') ?? '')
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
    const right = grant && authorization === `Basic ${basic}` && challenge === grant.challenge && form.get('redirect_uri') === grant.redirect
    if (!right) return { status: 400, body: { error: 'invalid_grant' } }
    return { status: 200, body: { access_token: 'x', token_type: 'Bearer', expires_in: 300, id_token: idToken(grant.nonce, grant.who) } }
  }

  /** Whoever presses the button is signed in as `provider.who`. */
  function page(asked: URLSearchParams) {
    const hidden = [...asked].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    return `<!doctype html><html lang="sv"><title>Prov</title><h1>Inloggningstjänst för prov</h1>
      <form action="/granted">${hidden.join('')}<button>Fortsätt</button></form></html>`
  }

  function back(asked: URLSearchParams) {
    const code = `code-${Math.random().toString(36).slice(2)}`
    granted.set(code, {
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
      redirect: asked.get('redirect_uri') ?? '',
      who: provider.who,
    })
    const to = new URL(asked.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries({ code, state: asked.get('state') ?? '', iss: provider.url })) to.searchParams.set(name, value)
    return to.href
  }

  const server = createServer(async (request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', provider.url)
    const json = (body: object, status = 200) => answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/.well-known/openid-configuration') {
      return json({
        issuer: provider.url,
        authorization_endpoint: `${provider.url}/authorize`,
        token_endpoint: `${provider.url}/token`,
        jwks_uri: `${provider.url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      })
    }
    if (pathname === '/jwks') return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'e2e', use: 'sig', alg: 'RS256' }] })
    if (pathname === '/authorize') return answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(searchParams))
    if (pathname === '/granted') return answer.writeHead(303, { location: back(searchParams) }).end()
    if (pathname === '/token') {
      const { status, body } = exchange(new URLSearchParams(await text(request)), request.headers.authorization)
      return json(body, status)
    }
    return answer.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  provider.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
  return Object.assign(provider, { stop })
}

async function text(request: IncomingMessage) {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
