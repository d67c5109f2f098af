import assert from 'node:assert/strict'
import test from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { openTransport, Undeliverable } from './transport.ts'

const message = { id: 'out_1', to: 'lin@example.com', subject: '验证码', text: '您的验证码是 123456' }

/** A mail server of the test's own; `received` are the raw mails. */
const startMailServer = async (options: SMTPServerOptions = {}) => {
  const received: { raw: string; to: string[] }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push({
          raw: Buffer.concat(chunks).toString('utf8'),
          to: session.envelope.rcptTo.map((recipient) => recipient.address),
        })
        done()
      })
    },
    ...options,
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  const listener = server.listen(0, '127.0.0.1', resolve)
  await listening
  const bound = listener.address()
  assert.ok(bound && typeof bound === 'object')
  const transport = openTransport({
    TOPAY_SMTP_URL: `smtp://127.0.0.1:${bound.port}`,
    TOPAY_MAIL_FROM: 'Topay <no-reply@topay.example>',
  })
  const close = async () => {
    transport.close()
    const { promise: closed, resolve: done } = Promise.withResolvers<void>()
    server.close(done)
    await closed
  }
  return { transport, received, close }
}

test('e-mail goes over SMTP with a Message-ID that stays the same when it is sent again', async () => {
  const { transport, received, close } = await startMailServer()
  try {
    await transport.email(message)
    await transport.email(message)
    assert.equal(received.length, 2)
    for (const mail of received) {
      assert.deepEqual(mail.to, ['lin@example.com'])
      assert.match(mail.raw, /^Message-ID: <out_1@topay\.example>\r$/m)
      assert.match(mail.raw, /^From: Topay <no-reply@topay\.example>\r$/m)
      assert.match(mail.raw, /^Auto-Submitted: auto-generated\r$/m)
    }
  } finally {
    await close()
  }
})

const refuseRecipient = (responseCode: number): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
})

test('a recipient that the mail server refuses for good is undeliverable', async () => {
  const { transport, close } = await startMailServer(refuseRecipient(550))
  try {
    await assert.rejects(transport.email(message), Undeliverable)
  } finally {
    await close()
  }
})

test('a refusal for now, or a mail server that is away, may be tried again', async () => {
  const { transport, close } = await startMailServer(refuseRecipient(451))
  try {
    await assert.rejects(transport.email(message), (error) => !(error instanceof Undeliverable))
  } finally {
    await close()
  }
  await assert.rejects(transport.email(message), (error) => !(error instanceof Undeliverable))
})

test('without a mail server messages are only kept', async () => {
  const transport = openTransport({ TOPAY_SMTP_URL: undefined, TOPAY_MAIL_FROM: undefined })
  await transport.email(message)
  await transport.sms({ ...message, to: '+8613812346024' })
  transport.close()
})
