import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'

import { welcomeBox } from './welcome.ts'

test('the lines of the box end below each other on a terminal, where a Chinese character takes two cells', () => {
  const box = welcomeBox('Topay 支付', [
    [{ zh: '客户应用', en: 'Customer app', value: 'http://127.0.0.1:3000/' }],
    [
      { zh: '数据', en: 'Data', value: '/home/陈思远/topay' },
      { zh: '坐席', en: 'Agent', value: '' },
    ],
  ])
  const lines = stripVTControlCharacters(box).split('\n')
  const cells = lines.map((line) => [...line].reduce((sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 2 : 1), 0))
  assert.deepEqual(new Set(cells), new Set([cells[0]]))
  assert.equal(lines.filter((line) => line.includes('http://127.0.0.1:3000/')).length, 1)
})
