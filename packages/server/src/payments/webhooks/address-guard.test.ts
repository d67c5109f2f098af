import assert from 'node:assert/strict'
import { it } from 'node:test'
import { guardedLookup, isAllowedAddress, isAllowedUrl, resolveHost } from './address-guard.ts'

const inside = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '::7f00:1',
  'not an address',
]

it('no message goes to an address that is not public, however it is written', () => {
  for (const address of inside) assert.equal(isAllowedAddress(address, false), false, address)
  for (const address of ['1.1.1.1', '140.82.112.3', '2606:4700:4700::1111', '::ffff:1.1.1.1'])
    assert.equal(isAllowedAddress(address, false), true, address)
})

it('this very machine is allowed where the caller says so, its neighbours are not', () => {
  for (const address of ['127.0.0.1', '127.8.8.8', '::1']) assert.equal(isAllowedAddress(address, true), true, address)
  for (const address of ['10.1.2.3', '169.254.169.254', 'fd00::1', '::ffff:10.0.0.1'])
    assert.equal(isAllowedAddress(address, true), false, address)
})

it('an endpoint has a https address without a user name; http and this machine only where allowed', async () => {
  const outside: [string, boolean][] = [
    ['https://1.1.1.1/hook', true],
    ['http://1.1.1.1/hook', false],
    ['https://127.0.0.1/hook', false],
    ['https://localhost/hook', false],
    ['https://2130706433/hook', false],
    ['https://0x7f.1/hook', false],
    ['https://[::ffff:127.0.0.1]/hook', false],
    ['https://user:password@1.1.1.1/hook', false],
    ['ftp://1.1.1.1/hook', false],
    ['not a url', false],
  ]
  for (const [url, allowed] of outside) assert.equal(await isAllowedUrl(url, false), allowed, url)
  assert.equal(await isAllowedUrl('http://127.0.0.1:4000/webhook', true), true)
  assert.equal(await isAllowedUrl('http://localhost:4000/webhook', true), true)
  assert.equal(await isAllowedUrl('http://192.168.0.1/webhook', true), false)
})

it('localhost, its sub-names and addresses need no name server', async () => {
  for (const name of ['localhost', 'LOCALHOST.', 'shop.localhost'])
    assert.deepEqual(
      (await resolveHost(name)).map(({ address }) => address),
      ['127.0.0.1', '::1'],
      name,
    )
  assert.deepEqual(await resolveHost('1.1.1.1'), [{ address: '1.1.1.1', family: 4 }])
  await assert.rejects(resolveHost('no-such-name.invalid'))
})

it('a name is refused when one of its addresses is inside, both when it is registered and when it is connected to', async () => {
  const outside = { address: '1.1.1.1', family: 4 }
  const mixed = async () => [outside, { address: 'fd00::1', family: 6 }]
  const open = async () => [outside]
  const failing = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
  const url = 'https://shop.example/hook'
  assert.equal(await isAllowedUrl(url, true, mixed), false)
  assert.equal(await isAllowedUrl(url, false, open), true)
  assert.equal(await isAllowedUrl(url, false, failing), true, 'it is checked again at every message')
  const lookUp = (resolve: typeof resolveHost) =>
    new Promise<unknown>((done) => {
      guardedLookup(true, resolve)('shop.example', {}, (error, address) => done(error ?? address))
    })
  assert.match(String(await lookUp(mixed)), /not a public one/)
  assert.equal(await lookUp(open), '1.1.1.1')
  await assert.rejects(Promise.reject(await lookUp(failing)), { code: 'ENOTFOUND' })
})
