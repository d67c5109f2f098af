type Source = ImageBitmapSource
type Detector = { detect: (source: Source) => Promise<readonly { rawValue: string }[]> }
type DetectorClass = {
  new (options: { formats: string[] }): Detector
  getSupportedFormats: () => Promise<readonly string[]>
}

let made: Promise<Detector> | undefined

const make = async (): Promise<Detector> => {
  const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  // Some systems have the class and no reader behind it.
  const formats = (await native?.getSupportedFormats().catch(() => [])) ?? []
  if (native && formats.includes('qr_code')) return new native({ formats: ['qr_code'] })
  const { BarcodeDetector } = await import('qr/decode.js')
  return new BarcodeDetector({ formats: ['qr_code'] })
}

/** The text of the first QR code in a frame or picture; null when there is none. Reads on this device only. */
export const readPicture = async (source: Source): Promise<string | null> => {
  made ??= make()
  const found = await (await made).detect(source).catch(() => [])
  return found[0]?.rawValue ?? null
}
