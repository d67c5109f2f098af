import assert from 'node:assert/strict'
import { test } from 'node:test'
import { common as commonEn } from '#shared/i18n/common.en.ts'
import { common as commonZh } from '#shared/i18n/common.zh.ts'
import { account as accountEn } from './account.en.ts'
import { account as accountZh } from './account.zh.ts'
import { customer as customerEn } from './en.ts'
import { bills as billsEn } from './bills.en.ts'
import { bills as billsZh } from './bills.zh.ts'
import { security as securityEn } from './security.en.ts'
import { security as securityZh } from './security.zh.ts'
import { stepUp as stepUpEn } from './step-up.en.ts'
import { stepUp as stepUpZh } from './step-up.zh.ts'
import { money as moneyEn } from './money.en.ts'
import { money as moneyZh } from './money.zh.ts'
import { customer as customerZh } from './zh.ts'

type Node = string | { readonly [key: string]: Node }

/** Every text by its path; the two plurals of English count as one. */
const flat = (node: Node, path = ''): Map<string, string> =>
  typeof node === 'string'
    ? new Map([[path, node]])
    : new Map(Object.entries(node).flatMap(([key, inner]) => [...flat(inner, path === '' ? key : `${path}.${key}`)]))

const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).toSorted()

for (const [name, zh, en] of [
  ['common', commonZh, commonEn],
  ['customer', customerZh, customerEn],
  ['money', moneyZh, moneyEn],
  ['bills', billsZh, billsEn],
  ['security', securityZh, securityEn],
  ['stepUp', stepUpZh, stepUpEn],
  ['account', accountZh, accountEn],
] as const) {
  test(`${name}: both languages say the same things, with the same values in them`, () => {
    const english = flat(en)
    for (const [path, text] of flat(zh)) {
      const other = english.get(path)
      assert.ok(other !== undefined && other !== '', path)
      assert.deepEqual(variables(other), variables(text), path)
      const one = path.replace(/_other$/, '_one')
      if (one !== path) assert.ok(english.has(one), one)
    }
    assert.equal(english.size, flat(zh).size + [...english.keys()].filter((path) => path.endsWith('_one')).length)
  })

  test(`${name}: the voice has no exclamation marks`, () => {
    for (const texts of [flat(zh), flat(en)]) {
      for (const [path, text] of texts) assert.doesNotMatch(text, /[!！]/, path)
    }
  })
}
