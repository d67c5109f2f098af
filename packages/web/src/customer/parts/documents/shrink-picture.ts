/** The longer side of a picture that is sent, in pixels: what is printed on a document can be read, and the upload is short. */
const LONGEST = 2400
/** Smaller files are sent as they are, in bytes. */
const SMALL = 1_500_000

/**
 * A photo of a phone as a picture that is quick to send. Drawing it anew also leaves out what the camera wrote into it,
 * such as the place. What the browser cannot draw is sent as it is: the server says what it thinks of it.
 */
export const shrinkPicture = async (file: Blob): Promise<Blob> => {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return file
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  if (scale === 1 && file.size <= SMALL && file.type === 'image/png') {
    picture.close()
    return file
  }
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  return drawn ?? file
}
