import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserName } from './browser-name.ts'

test('a browser is named as people know it, with its system, and an unknown one is not guessed', () => {
  const chrome =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  assert.equal(browserName(chrome), 'Chrome, macOS')
  assert.equal(browserName(`${chrome} Edg/140.0.0.0`), 'Edge, macOS')
  assert.equal(browserName('Mozilla/5.0 (Windows NT 10.0; rv:142.0) Gecko/20100101 Firefox/142.0'), 'Firefox, Windows')
  assert.equal(
    browserName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
    ),
    'Safari, iOS',
  )
  assert.equal(browserName('curl/8.5.0'), null)
  assert.equal(browserName(''), null)
})
