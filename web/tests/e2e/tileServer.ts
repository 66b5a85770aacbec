import { createServer, type AddressInfo, type Socket } from 'node:net'

// A map server on this machine that has one picture for every tile, and can stop answering.

/** Green and light squares, so that a picture of the page shows where they are. */
const TILE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAQAAAAEACAIAAADTED8xAAAEAElEQVR42u3TUQ3AIBBEQaRUQiUitRKQUBHk9mcnQcCEvbfO+Ubfs9/Rx89/85YB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BOCB+ATggfgE4IH4BOCB+ATgg/lAAPoi/2S8AfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ADohfAA6IXwAOiF8ADohfAA6IPxWAD+Jv9guAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAA+IXgAPiF4AD4heAA+IXgAPiTwXgg/ib/QLgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AXggPgF4ID4BeCA+AXggPgF4ID4UwH4IP5mvwD4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgE4IH4BOCB+ATggfgE4IH4BOCD+VAA+iL/ZLwB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAG4BeAAfgFYAB+ARiAXwAOiF8ADohfAA6IXwAOiF8ADog/FYAP4m/2C4BfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AB+AVgAH4BGIBfAAbgF4AD4heAA+IXgAPiF4AD4heAA+JPBeCD+Jv9AuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BWAAfgEYgF8ABuAXgAH4BeCA+AXggPgF4ID4BeCA+AXggPhD/h+3Ohq5ESIRSwAAAABJRU5ErkJggg==', 'base64')

export async function startTiles() {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const state = { broken: false }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let head = ''
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      asked.push(head)
      head = ''
      const body = state.broken ? Buffer.alloc(0) : TILE
      const status = state.broken ? '500 Fel' : '200 OK'
      socket.write(`HTTP/1.1 ${status}\r\ncontent-type: image/png\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`)
      socket.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  return { port, asked, state, stop }
}
