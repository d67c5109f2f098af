import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { missingPage, orderPage, shopPage, troublePage } from './pages.ts'
import { productById } from './products.ts'
import { connectTopay, readEvent } from './topay.ts'
import { type Language, words } from './words.ts'

const style = readFileSync(new URL('style.css', import.meta.url))
const BODY_LIMIT = 64 * 1024

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw new Error('the body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const languageOf = (request: IncomingMessage, url: URL): Language => {
  const asked = url.searchParams.get('lang')
  if (asked === 'zh' || asked === 'en') return asked
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'
}

/** Such as SL-20261124-7f3a9c: ours, and the order's idempotency key at Topay. */
const newReference = (): string =>
  `SL-${new Date().toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`

/** A running shop. */
export type RunningShop = { url: string; close: () => Promise<void> }

/**
 * Starts the demo shop: a window, orders paid on Topay's hosted page, a webhook that verifies what it hears. It keeps nothing: the truth about an order is
 * asked of Topay, so a webhook that comes late, twice or never changes nothing.
 */
export const startShop = async (options: {
  topayUrl: string
  apiKey: string
  port?: number
  host?: string
}): Promise<RunningShop> => {
  const topay = connectTopay({ url: options.topayUrl, apiKey: options.apiKey })
  const host = options.host ?? '127.0.0.1'
  /** Orders whose notice of payment arrived, by reference; only to show that it did. */
  const heard = new Set<string>()
  let url = ''
  let secret: string | null = null

  const html = (response: ServerResponse, status: number, page: string): void => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page)
  }

  const buy = async (request: IncomingMessage, response: ServerResponse, language: Language): Promise<void> => {
    const product = productById(new URLSearchParams(await bodyOf(request)).get('product') ?? '')
    if (!product) return html(response, 404, missingPage(language))
    const reference = newReference()
    const returnUrl = `${url}/orders/${reference}?lang=${language}`
    const order = await topay.createOrder({
      reference,
      amount: product.price,
      description: product[language],
      returnUrl,
    })
    response.writeHead(303, { location: order.checkout_url }).end()
  }

  const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    if (secret === null) return void response.writeHead(503).end()
    try {
      const event = readEvent(secret, body, request.headers as Record<string, string>)
      const reference = event.data.merchant_reference
      if (event.type === 'payment.succeeded' && typeof reference === 'string') heard.add(reference)
      response.writeHead(204).end()
    } catch {
      response.writeHead(401).end()
    }
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = new URL(request.url ?? '/', url)
    const language = languageOf(request, asked)
    const [, section = '', reference = '', part] = asked.pathname.split('/')
    const what = `${request.method} /${section}`
    if (what === 'GET /' && reference === '') return html(response, 200, shopPage(language))
    if (what === 'GET /style.css') return void response.writeHead(200, { 'content-type': 'text/css' }).end(style)
    if (what === 'POST /buy') return buy(request, response, language)
    if (what === 'POST /webhook') return hear(request, response)
    if (what !== 'GET /orders') return html(response, 404, missingPage(language))
    const order = await topay.findOrder(decodeURIComponent(reference))
    if (part === 'status') {
      const answer = JSON.stringify({ status: order?.status ?? 'missing' })
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
    }
    if (!order) return html(response, 404, missingPage(language))
    return html(response, 200, orderPage(language, order, heard.has(order.merchant_reference ?? '')))
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      console.error(`shop: ${error instanceof Error ? error.message : String(error)}`)
      if (!response.headersSent) html(response, 503, troublePage(languageOf(request, new URL(request.url ?? '/', url))))
      else response.end()
    })
  })
  server.listen(options.port ?? 0, host)
  await once(server, 'listening')
  const address = server.address()
  url = `http://${host}:${typeof address === 'object' && address ? address.port : options.port}`
  secret = await topay.listenAt(`${url}/webhook`)
  return {
    url,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

if (import.meta.main) {
  const { TOPAY_URL = 'http://127.0.0.1:3000', SHOP_API_KEY, SHOP_PORT = '4000' } = process.env
  if (!SHOP_API_KEY) {
    console.error(`${words.en.shop}: set SHOP_API_KEY to a merchant's key (topay merchant create).`)
    process.exit(1)
  }
  const shop = await startShop({ topayUrl: TOPAY_URL, apiKey: SHOP_API_KEY, port: Number(SHOP_PORT) })
  console.log(`${words.en.shop}: ${shop.url}`)
  // Started by another program: tell it where we are, and go when it goes.
  process.send?.({ url: shop.url })
  if (process.connected) process.once('disconnect', () => process.exit(0))
}
