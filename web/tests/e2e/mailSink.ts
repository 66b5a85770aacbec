import { createServer, type AddressInfo, type Socket } from 'node:net'

// A mail server on this machine that takes letters and shows them to nobody else.

export type Mail = { to: string; data: string }

export async function startSink() {
  const mails: Mail[] = []
  const refused = new Set<string>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    const say = (line: string) => socket.write(`${line}\r\n`)
    let left = ''
    let to = ''
    let inData = false
    say('220 post.example ESMTP')
    socket.on('data', (bytes) => {
      left += bytes.toString('latin1')
      while (left) {
        if (inData) {
          const end = left.indexOf('\r\n.\r\n')
          if (end < 0) return
          mails.push({ to, data: left.slice(0, end).replaceAll('\r\n..', '\r\n.') })
          left = left.slice(end + 5)
          inData = false
          say('250 taken')
          continue
        }
        const end = left.indexOf('\r\n')
        if (end < 0) return
        const line = left.slice(0, end)
        left = left.slice(end + 2)
        if (line.startsWith('EHLO ')) say('250 post.example')
        else if (line.startsWith('MAIL FROM:') || line === 'RSET') say('250 well')
        else if (line.startsWith('RCPT TO:<')) {
          to = line.slice(9, line.indexOf('>'))
          say(refused.has(to) ? '550 5.1.1 no such mailbox' : '250 well')
        } else if (line === 'DATA') {
          inData = true
          say('354 go on')
        } else if (line === 'QUIT') {
          say('221 bye')
          socket.end()
        } else say('502 unknown')
      }
    })
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  return { port, mails, refused, stop }
}
