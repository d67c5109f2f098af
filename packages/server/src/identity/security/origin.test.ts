import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceName, placeInWords, placeOf } from './origin.ts'

test('the country of an address is named in both languages', () => {
  assert.deepEqual(placeInWords(placeOf('8.8.8.8')), { zh: '美国', en: 'United States' })
  assert.deepEqual(placeInWords(placeOf('114.114.114.114')), { zh: '中国', en: 'China' })
  assert.deepEqual(placeInWords(placeOf('2001:4860:4860::8888')), { zh: '美国', en: 'United States' })
  assert.deepEqual(placeInWords(placeOf('::ffff:8.8.8.8')), { zh: '美国', en: 'United States' })
})

test('an address that never crosses the internet is a local network', () => {
  for (const ip of [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.9',
    '172.31.255.1',
    '100.64.1.1',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ])
    assert.deepEqual(placeInWords(placeOf(ip)), { zh: '本地网络', en: 'Local network' }, ip)
})

test('what cannot be told has no place', () => {
  for (const ip of ['', 'nowhere', '192.0.2.1']) assert.equal(placeInWords(placeOf(ip)), null, ip)
  assert.equal(placeInWords('ZZZ'), null)
})

test('a device is named the way people call it', () => {
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
  assert.deepEqual([windows, iphone, 'curl/8.5.0', 'node', '', '💥'].map(deviceName), [
    'Chrome · Windows',
    'Safari · iPhone',
    'curl',
    'node',
    'API',
    'API',
  ])
})

test('a name is no longer than a line, whatever a program calls itself', () => {
  assert.ok(deviceName('x'.repeat(400)).length <= 60)
})
