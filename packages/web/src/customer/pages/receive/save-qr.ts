import { qrPath } from '#shared/ui/qr-code.tsx'

const WIDTH = 720
const HEIGHT = 900
const CODE = 560

/**
 * Saves a code as a picture to send or print: the name, the amount if there is one, and the code, dark on white.
 * Drawn here, not photographed from the page, so that it is sharp on every screen.
 */
export const saveQrPicture = async ({ text, name, amount }: { text: string; name: string; amount?: string }) => {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (!context) return
  context.fillStyle = '#fff'
  context.fillRect(0, 0, WIDTH, HEIGHT)
  const { path, size } = qrPath(text)
  context.save()
  context.translate((WIDTH - CODE) / 2, 200)
  context.scale(CODE / size, CODE / size)
  context.fillStyle = '#000'
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
  context.fill(new Path2D(path))
  context.restore()
  const family = getComputedStyle(document.body).fontFamily
  const write = (line: string, size: number, y: number) => {
    context.font = `600 ${size}px ${family}`
    context.fillText(line, WIDTH / 2, y, WIDTH - 80)
  }
  context.textAlign = 'center'
  write(name, 44, 100)
  if (amount) write(amount, 52, 176)
  write('Topay', 32, 840)
  const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!picture) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(picture)
  link.download = 'topay.png'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
