import { useCallback, useEffect, useRef, useState } from 'react'
import { readPicture } from './read-picture.ts'

/** How long between two looks at the picture, in ms. */
const LOOK_EVERY = 160

export type CameraState = 'off' | 'opening' | 'live' | 'denied' | 'none' | 'busy'

const stateOf = (error: unknown): CameraState => {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
}

/**
 * The camera at the back, looked at for a code until one is found, then let go. It opens only after a press, or where the person has
 * allowed it before, and is let go with the page.
 */
export const useCamera = (onText: (text: string) => void) => {
  const video = useRef<HTMLVideoElement>(null)
  const stream = useRef<MediaStream>(undefined)
  const found = useRef(onText)
  useEffect(() => {
    found.current = onText
  })
  const [state, setState] = useState<CameraState>('off')

  const close = useCallback(() => {
    for (const track of stream.current?.getTracks() ?? []) track.stop()
    stream.current = undefined
    setState('off')
  }, [])

  const open = useCallback(async () => {
    // Also missing on a page that was opened without a secure connection.
    if (!('mediaDevices' in navigator)) return setState('none')
    setState('opening')
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: 'environment' } },
        audio: false,
      })
      stream.current = opened
      if (!video.current) {
        // The page was left while the question was open.
        for (const track of opened.getTracks()) track.stop()
        return
      }
      video.current.srcObject = opened
      await video.current.play()
      setState('live')
    } catch (error) {
      setState(stateOf(error))
    }
  }, [])

  useEffect(() => {
    let left = false
    // Not every browser knows the permission by this name.
    void navigator.permissions
      ?.query({ name: 'camera' as PermissionName })
      .then(({ state: allowed }) => {
        if (left) return
        if (allowed === 'granted') void open()
        if (allowed === 'denied') setState('denied')
      })
      .catch(() => {})
    return () => {
      left = true
      for (const track of stream.current?.getTracks() ?? []) track.stop()
    }
  }, [open])

  useEffect(() => {
    if (state !== 'live') return
    let stopped = false
    const look = async () => {
      const element = video.current
      if (stopped || !element) return
      const text = element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await readPicture(element) : null
      if (stopped) return
      if (text !== null) {
        navigator.vibrate?.(40)
        close()
        found.current(text)
        return
      }
      setTimeout(() => void look(), LOOK_EVERY)
    }
    void look()
    return () => {
      stopped = true
    }
  }, [state, close])

  return { video, state, open: () => void open() }
}
