import { type Product, products } from './products.ts'
import type { TopayOrder } from './topay.ts'
import { type Language, words } from './words.ts'

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** ¥128.00 of 12800 fen. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2).replaceAll(/\B(?=(\d{3})+\.)/g, ',')}`

const frame = (language: Language, title: string, main: string, path: string): string => {
  const say = words[language]
  return `<!doctype html>
<html lang="${say.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a class="name" href="/?lang=${language}">${say.shop}</a><a href="${escape(path)}?lang=${say.otherCode}" hreflang="${say.otherCode}">${say.other}</a></header>
<main>${main}</main>
<footer>${say.demo}</footer>
</body>
</html>`
}

const shelf = (language: Language, product: Product): string => `<li>
<div class="picture" style="background:${product.tint}" aria-hidden="true"></div>
<h2>${product[language]}</h2>
<p class="price">${yuan(product.price)}</p>
<form method="post" action="/buy?lang=${language}">
<input type="hidden" name="product" value="${product.id}">
<button>${words[language].buy}</button>
</form>
</li>`

/** The shop's window. */
export const shopPage = (language: Language): string => {
  const say = words[language]
  const list = products.map((product) => shelf(language, product)).join('\n')
  return frame(
    language,
    say.shop,
    `<h1>${say.shop}</h1><p class="lead">${say.tagline}</p><ul class="shelf">${list}</ul>`,
    '/',
  )
}

const message = (language: Language, title: string, text: string): string => {
  const say = words[language]
  return frame(
    language,
    `${title} · ${say.shop}`,
    `<section class="slip"><h1>${title}</h1><p>${text}</p><p><a class="button" href="/?lang=${language}">${say.back}</a></p></section>`,
    '/',
  )
}
export const missingPage = (language: Language): string =>
  message(language, words[language].missing, words[language].missingText)
export const troublePage = (language: Language): string =>
  message(language, words[language].trouble, words[language].troubleText)

const clock = (at: string, language: Language): string =>
  new Date(at).toLocaleTimeString(words[language].html, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Asia/Shanghai',
  })

/** An order as the shop sees it now; while it is open the page looks again by itself. */
export const orderPage = (language: Language, order: TopayOrder, heard: boolean): string => {
  const say = words[language]
  const reference = order.merchant_reference ?? order.id
  const texts = {
    paid: [say.paid, say.paidText],
    open: [say.open, say.openText.replace('{time}', clock(order.expires_at, language))],
    closed: [say.closed, say.closedText],
  } as const
  const [title, text] = texts[order.status]
  const pay = `<p><a class="button" href="${escape(order.checkout_url)}">${say.pay} ${yuan(order.amount.amount)}</a></p>`
  const home = `<p><a href="/?lang=${language}">${say.back}</a></p>`
  const look = `<script>
const look = async () => {
  const answer = await fetch('/orders/${encodeURIComponent(reference)}/status').catch(() => null)
  if (answer && answer.ok && (await answer.json()).status !== 'open') location.reload()
  else setTimeout(look, 2000)
}
setTimeout(look, 2000)
</script>`
  return frame(
    language,
    `${title} · ${say.shop}`,
    `<section class="slip ${order.status}"><h1>${title}</h1><p>${text}</p>
<dl><dt>${say.order}</dt><dd>${escape(reference)}</dd><dt>${escape(order.description)}</dt><dd>${yuan(order.amount.amount)}</dd></dl>
${order.status === 'open' ? pay : ''}${heard ? `<p class="heard">${say.heard}</p>` : ''}${home}</section>${order.status === 'open' ? look : ''}`,
    `/orders/${encodeURIComponent(reference)}`,
  )
}
