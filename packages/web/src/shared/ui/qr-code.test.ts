import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'

test('what is written into a code is read from it again, with the same library on both sides', () => {
  const text = 'https://pay.example.com/to/Ab3dEf6hIj9kLm2nOp5q?amount=8600'
  const scale = 4
  const rows = encodeQR(text, 'raw', { ecc: 'quartile', border: 4 })
  const width = rows.length * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark) return
      for (let i = 0; i < scale * scale; i += 1) {
        const at = ((y * scale + Math.floor(i / scale)) * width + x * scale + (i % scale)) * 4
        data.fill(0, at, at + 3)
      }
    }),
  )
  assert.equal(decodeQR({ width, height: width, data }), text)
})
