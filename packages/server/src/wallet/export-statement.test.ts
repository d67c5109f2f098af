import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { before, describe, it } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { extractText, getDocumentProxy } from 'unpdf'
import { transferBatch } from '@topay/ledger'
import { refusedWith, useDatabase } from '../../../../tests/support/use-database.ts'
import { createCustomer } from '../identity/index.ts'
import { asQueryable, type FileAnswer, inTx, newId } from '../platform/index.ts'
import { bankAccount, move, walletAccount } from './accounts.ts'
import { downloadReceipt, exportStatement, type NewTransaction, recordTransaction } from './index.ts'
import { openStatement } from './statement.ts'
import { statementCsv, textCell } from './statement-csv.ts'

const { db } = await useDatabase()
const MONTH = '2026-10'

const customer = (name = '陈思远') =>
  inTx(db, (tx) => createCustomer(tx, { name, locale: 'zh-CN', addresses: [], password_hash: 'x' }))

/** A top-up, or a payment from the balance, in October 2026; answers the id of its row. */
const add = (customer_id: string, day: number, amount: number, more: Partial<NewTransaction> = {}) =>
  inTx(db, async (tx) => {
    const at = new Date(Date.UTC(2026, 9, day, 4)).toISOString()
    const payment_id = newId('payment')
    const wallet = walletAccount(customer_id)
    const [from, to] = more.direction === 'in' ? [bankAccount(), wallet] : [wallet, bankAccount()]
    if (more.method !== 'card' && more.status !== 'failed')
      await move(tx, { id: newId('case'), kind: more.kind ?? 'payment', from, to, amount, reference: payment_id, at })
    return recordTransaction(tx, {
      customer_id,
      kind: 'payment',
      direction: 'out',
      amount,
      currency: 'CNY',
      status: 'succeeded',
      counterparty: { zh: '半日咖啡', en: 'Half-Day Coffee' },
      category: 'coffee',
      method: 'balance',
      payment_id,
      at,
      ...more,
    })
  })

const csvOf = async (customer_id: string, locale: 'zh-CN' | 'en' = 'zh-CN') =>
  (await buffer((await exportStatement(db, { customer_id, month: MONTH, format: 'csv', locale })).stream)).toString()

const pagesOf = async (file: FileAnswer): Promise<string[]> => {
  const bytes = await buffer(file.stream)
  assert.equal(file.size, bytes.length)
  const { text: pages } = await extractText(await getDocumentProxy(new Uint8Array(bytes)))
  return pages.map((page) => page.replaceAll(/\s+/g, ' '))
}
const pdfOf = async (customer_id: string, locale: 'zh-CN' | 'en' = 'zh-CN') =>
  pagesOf(await exportStatement(db, { customer_id, month: MONTH, format: 'pdf', locale }))

const bank = { last4: '6217', bank_name: { zh: '江岚银行', en: 'Jianglan Bank' } }

describe('a statement as a file', () => {
  let somebody: string
  before(async () => {
    somebody = await customer()
    await add(somebody, 1, 128_600, { kind: 'top_up', direction: 'in', counterparty: bank.bank_name, category: 'bank' })
    await add(somebody, 2, 3_200, { description: '燕麦拿铁, 大杯' })
    await add(somebody, 3, 9_900, { method: 'card', card: bank })
    await add(somebody, 4, 77_700, { status: 'failed', failure_code: 'BAL_WALLET' })
  })

  it('CSV opens in a spreadsheet: a byte order mark, headings in the reader’s language, amounts as decimals, both balances', async () => {
    const lines = (await csvOf(somebody)).split('\r\n')
    assert.equal(lines[0], '\u{FEFF}时间（北京时间）,类型,交易对方,说明,方式,金额,余额变动,余额,币种,交易号')
    assert.equal(lines[1], '2026-10-01 00:00:00,期初余额,,,,,,0.00,CNY,')
    assert.match(lines[2] ?? '', /^2026-10-01 12:00:00,充值,江岚银行,,余额,1286\.00,1286\.00,1286\.00,CNY,txn_\w{32}$/)
    assert.match(
      lines[3] ?? '',
      /^2026-10-02 12:00:00,付款,半日咖啡,"燕麦拿铁, 大杯",余额,-32\.00,-32\.00,1254\.00,CNY,txn_/,
    )
    assert.match(lines[4] ?? '', /^2026-10-03 12:00:00,付款,半日咖啡,,江岚银行 \(6217\),-99\.00,,,CNY,txn_/)
    assert.deepEqual(lines.slice(5), ['2026-11-01 00:00:00,期末余额,,,,,,1254.00,CNY,', ''])
    const english = (await csvOf(somebody, 'en')).split('\r\n')
    assert.match(english[0] ?? '', /^\u{FEFF}Time \(Beijing time\),Type,Counterparty,Description,Method,Amount,/u)
    assert.match(english[3] ?? '', /,Payment,Half-Day Coffee,/)
  })

  it('no cell of a CSV is run as a formula, and none breaks out of its cell', () => {
    for (const attack of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      ' =1',
      '\t=1',
      '\r\n=cmd|A1',
      '＝1',
      '＋1',
      '－1',
      '＠A1',
      '|calc',
    ])
      assert.match(textCell(attack), /^"?'/, JSON.stringify(attack))
    assert.equal(textCell('=HYPERLINK("http://x","y")'), `"'=HYPERLINK(""http://x"",""y"")"`)
    assert.equal(textCell('a,b'), '"a,b"')
    assert.equal(textCell('a\r\nb'), 'a b')
    assert.equal(textCell('咖啡 50% - 大杯'), '咖啡 50% - 大杯')
    assert.equal(textCell(''), '')
  })

  it('PDF text is found as Chinese and holds balances, every movement, cards apart, and what it is checked with', async () => {
    const [page = '', ...others] = await pdfOf(somebody)
    assert.equal(others.length, 0)
    for (const said of [
      '2026年10月对账单',
      '陈*远',
      '2026-10-01 00:00:00 – 2026-10-31 23:59:59',
      '期初余额',
      '0.00',
      '+1,286.00',
      '-32.00',
      '1,254.00',
      '江岚银行',
      '燕麦拿铁, 大杯',
      '银行卡付款',
      '江岚银行 (6217)',
      '99.00',
      '0.00 + 1,286.00 - 32.00 = 1,254.00',
      '第 1 页，共 1 页',
    ])
      assert.ok(page.includes(said), `${said} in ${page}`)
    assert.match(page, /[0-9a-f]{64}/)
    assert.ok(!page.includes('777.00') && !page.includes('陈思远'), 'no failed payment, no full name')
    const [english = ''] = await pdfOf(somebody, 'en')
    for (const said of ['Statement, October 2026', 'Opening balance', 'Half-Day Coffee', 'Page 1 of 1'])
      assert.ok(english.includes(said), said)
  })

  it('the same statement has the same fingerprint, another month’s another', async () => {
    const print = async () => /[0-9a-f]{64}/.exec((await pdfOf(somebody)).join(' '))?.[0]
    const first = await print()
    assert.equal(await print(), first)
    await add(somebody, 5, 1)
    assert.notEqual(await print(), first)
  })

  it('long names wrap, and neither emoji nor rare characters nor control characters break it', async () => {
    const id = await customer('欧阳𠮷龘')
    const long = `${'很长的商户名称'.repeat(20)}${'x'.repeat(200)}`
    await add(id, 1, 500, { kind: 'top_up', direction: 'in', counterparty: { zh: long, en: long } })
    const description = '生日快乐 🎂👨‍👩‍👧‍👦\u202Egnp.exe 1️⃣🇨🇳 ☆\u0000'.replace('\u0000', '\u0007')
    await add(id, 2, 100, { counterparty: { zh: '𠮷野家', en: '𠮷' }, description })
    const page = (await pdfOf(id)).join(' ')
    assert.ok(page.includes('□野家'))
    assert.ok(
      page.includes('生日快乐 [表情]gnp.exe [表情] ☆'),
      'emoji are named, once in a row; what the font has is shown',
    )
    assert.ok((await pdfOf(id, 'en')).join(' ').includes('生日快乐 [emoji]gnp.exe [emoji] ☆'))
    assert.equal(page.replaceAll(' ', '').split('很长的商户名称').length - 1, 20, 'nothing of the name is lost')
  })

  it('is never kept by a browser', async () => {
    for (const format of ['csv', 'pdf'] as const) {
      const file = await exportStatement(db, { customer_id: somebody, month: MONTH, format, locale: 'en' })
      assert.equal(file.cache, 'no-store')
      file.stream.destroy()
    }
  })
})

describe('a receipt', () => {
  it('says who, to whom, what, how much and when, of a transaction that succeeded', async () => {
    const id = await customer()
    const transaction_id = await add(id, 2, 128_600, { method: 'card', card: bank, description: '登山杖 🏔' })
    const read = { customer_id: id, transaction_id }
    const pages = await pagesOf(await downloadReceipt(db, { ...read, locale: 'zh-CN' }))
    assert.equal(pages.length, 1)
    for (const said of [
      '半日咖啡',
      '-¥1,286.00',
      '交易成功',
      '登山杖 [表情]',
      '江岚银行 (6217)',
      '陈*远',
      '2026-10-02 12:00:00',
      transaction_id,
    ])
      assert.ok(pages[0]?.includes(said), `${said} in ${pages[0]}`)
    const [english] = await pagesOf(await downloadReceipt(db, { ...read, locale: 'en' }))
    assert.ok(english?.includes('not a tax invoice'))
  })

  it('is not given for anything else, nor to anybody else', async () => {
    const id = await customer()
    const failed = await add(id, 2, 100, { status: 'failed', failure_code: 'BAL_WALLET' })
    const read = { customer_id: id, transaction_id: failed, locale: 'en' as const }
    await assert.rejects(downloadReceipt(db, read), refusedWith('RECEIPT_NOT_YET'))
    await assert.rejects(downloadReceipt(db, { ...read, customer_id: newId('customer') }), refusedWith('NOT_FOUND'))
  })
})

describe('a month with 10,000 movements', () => {
  const COUNT = 10_000
  let busy: string
  before(async () => {
    busy = await customer()
    const wallet = walletAccount(busy)
    await add(busy, 1, 10_000_000, { kind: 'top_up', direction: 'in' })
    const start = Date.UTC(2026, 9, 2)
    const ids = Array.from({ length: COUNT - 1 }, () => newId('payment'))
    const at = (index: number) => new Date(start + index * 200_000).toISOString()
    for (let first = 0; first < ids.length; first += 1_000) {
      const part = ids.slice(first, first + 1_000)
      await inTx(db, async (tx) => {
        const transfers = part.map((id, index) => ({
          id: `payment:${id}`,
          kind: 'payment',
          legs: [{ debit_account: wallet.id, credit_account: bankAccount().id, amount: 100 }],
          at: at(first + index),
        }))
        await transferBatch(asQueryable(tx), transfers)
        const row = { customer_id: busy, kind: 'payment', direction: 'out', amount: 100, currency: 'CNY' } as const
        const more = { status: 'succeeded', failure_code: null, category: 'coffee', method: 'balance' } as const
        await tx
          .insertInto('wallet_transaction')
          .values(
            part.map((payment_id, index) => ({
              ...row,
              ...more,
              payment_id,
              id: newId('transaction'),
              counterparty_zh: '半日咖啡',
              counterparty_en: 'Half-Day Coffee',
              created_at: at(first + index),
            })),
          )
          .execute()
      })
    }
  })

  it('CSV holds every one, and only a few pages of rows are read ahead of the reader', async () => {
    let read = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        read += result.rows.length
        return result
      },
    }
    const counted = db.withPlugin(counting)
    const head = await openStatement(counted, busy, MONTH)
    let lines = 0
    let ahead = 0
    let last = ''
    for await (const chunk of statementCsv(counted, head, 'zh-CN')) {
      last = chunk
      lines += chunk.split('\r\n').length - 1
      // Every line takes an entry and a row of the bills.
      ahead = Math.max(ahead, read / 2 - lines)
    }
    assert.equal(lines, COUNT + 3)
    assert.ok(read >= 2 * COUNT, `${read} rows were read`)
    assert.ok(ahead <= 1_000, `${ahead} lines were read ahead`)
    assert.match(last, /期末余额,,,,,,90001\.00,CNY,\r\n$/)
  })

  it('PDF holds every one on numbered pages, while others on the process go on', async () => {
    let longest = 0
    let lastTick = performance.now()
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - lastTick)
      lastTick = performance.now()
    }, 5)
    const file = await exportStatement(db, { customer_id: busy, month: MONTH, format: 'pdf', locale: 'zh-CN' })
    clearInterval(watch)
    const pdf = await getDocumentProxy(new Uint8Array(await buffer(file.stream)))
    const pages = pdf.numPages
    const said = async (page: number) => {
      const { items } = await (await pdf.getPage(page)).getTextContent()
      return items.map((item) => ('str' in item ? item.str : '')).join('')
    }
    const end = `${await said(pages - 1)}${await said(pages)}`.replaceAll(' ', '')
    for (const words of [
      `第${pages}页，共${pages}页`,
      `余额变动(${COUNT}笔)0.00+100,000.00-9,999.00=90,001.00`,
      '-1.0090,001.00',
    ])
      assert.ok(end.includes(words), `${words} in ${end}`)
    assert.ok(longest < 1_000, `nothing else was done for ${longest} ms`)
  })
})
