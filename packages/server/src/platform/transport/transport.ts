import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'

/** A message ready to go. `id` is its own for good: a message that is sent twice carries the same Message-ID both times. */
export type Outgoing = { id: string; to: string; subject: string; text: string }

/** How messages leave the house. A driver throws when sending failed and may be tried again, and Undeliverable when trying again is no use. */
export type Transport = {
  email: (message: Outgoing) => Promise<void>
  sms: (message: Outgoing) => Promise<void>
  close: () => void
}

/** The other side refused the message for good. */
export class Undeliverable extends Error {}

/** Sends nothing: the message is in the table of outgoing messages already, and stays there. */
const keptInTheTable = async (): Promise<void> => {}

/** Refused because of this message or its recipient (SMTP 5xx), not because of the connection or our own credentials. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500 &&
  'code' in error &&
  (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')

const smtp = (url: string, from: string): Pick<Transport, 'email' | 'close'> => {
  const mailer = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    email: async ({ id, to, subject, text }) => {
      try {
        await mailer.sendMail({
          from,
          to,
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        if (isRefusal(error)) throw new Undeliverable('refused by the mail server', { cause: error })
        throw error
      }
    },
    close: () => mailer.close(),
  }
}

/** E-mail goes over SMTP when TOPAY_SMTP_URL is set; everything else is only kept in the table. */
export const openTransport = (config: Pick<Config, 'TOPAY_SMTP_URL' | 'TOPAY_MAIL_FROM'>): Transport => {
  const { TOPAY_SMTP_URL: url, TOPAY_MAIL_FROM: from } = config
  const mail = url && from ? smtp(url, from) : { email: keptInTheTable, close: () => {} }
  return { ...mail, sms: keptInTheTable }
}
