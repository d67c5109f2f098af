import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError } from '@topay/contract/web'
import { explainError, isPassing, isSignedOut } from './explain-error.ts'
import { createKeyring } from './keyring.ts'

const numbered = () => {
  let last = 0
  return () => {
    last += 1
    return `key-${last}`
  }
}

describe('idempotency keys', () => {
  it('stay the same for the same content until the outcome is known', () => {
    const keyring = createKeyring(numbered())
    assert.equal(keyring.keyFor({ amount: 1 }), 'key-1')
    assert.equal(keyring.keyFor({ amount: 1 }), 'key-1')
    keyring.settled()
    assert.equal(keyring.keyFor({ amount: 1 }), 'key-2')
  })

  it('change with the content', () => {
    const keyring = createKeyring(numbered())
    assert.notEqual(keyring.keyFor({ amount: 1 }), keyring.keyFor({ amount: 2 }))
  })
})

describe('errors', () => {
  const refusal = (code: string, retryable: boolean) =>
    new ApiError({
      type: 'about:blank',
      title: '内容格式不对',
      status: 400,
      code,
      detail: '请按提示改正后再提交',
      fields: [{ path: 'amount', message: '至少 0.01' }],
      retryable,
      request_id: 'req_1',
    })

  it('are told in the words of the server, with its request id', () => {
    const told = explainError(refusal('INPUT_INVALID', false), 'zh-CN')
    assert.equal(told.title, '内容格式不对')
    assert.equal(told.requestId, 'req_1')
    assert.deepEqual(told.fields, { amount: '至少 0.01' })
  })

  it('without an answer are told as a lost connection, never in the words of a library', () => {
    const told = explainError(new TypeError('Failed to fetch'), 'en')
    assert.equal(told.code, 'NETWORK')
    assert.doesNotMatch(told.title + told.detail, /fetch/i)
  })

  it('pass by themselves only when the server says so or did not answer', () => {
    assert.equal(isPassing(refusal('UNAVAILABLE', true)), true)
    assert.equal(isPassing(refusal('INPUT_INVALID', false)), false)
    assert.equal(isPassing(new TypeError('network')), true)
    assert.equal(isSignedOut(refusal('NOT_SIGNED_IN', false)), true)
  })
})
