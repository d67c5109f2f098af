import { useState } from 'react'
import type { FocusEvent, PointerEvent, RefObject, UIEvent } from 'react'

/** Scrolled further than this, the reader is in the middle of the list. Pixels. */
const SCROLLED = 24

/**
 * Whether the rows of a list must stay where they are: the mouse is over them, the keyboard is in them, or they are
 * scrolled. Spread `holdProps` on the element that scrolls.
 */
export const useHeld = (scroller: RefObject<HTMLElement | null>) => {
  const [pointer, setPointer] = useState(false)
  const [keyboard, setKeyboard] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  return {
    held: pointer || keyboard || scrolled,
    holdProps: {
      onPointerEnter: (event: PointerEvent) => setPointer(event.pointerType === 'mouse'),
      onPointerLeave: () => setPointer(false),
      onFocus: (event: FocusEvent) => setKeyboard(event.target.matches(':focus-visible')),
      onBlur: (event: FocusEvent) => setKeyboard(scroller.current?.contains(event.relatedTarget) === true),
      onScroll: (event: UIEvent<HTMLElement>) => setScrolled(event.currentTarget.scrollTop > SCROLLED),
    },
  }
}
