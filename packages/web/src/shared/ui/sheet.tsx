import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../icons/icon.tsx'
import { classes } from './tone.ts'
import styles from './sheet.module.css'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  /** `bottom` slides up, `center` is a small question in the middle, without its own title line. */
  kind?: 'bottom' | 'center'
  children: ReactNode
}

/**
 * A sheet over the page. The browser's own modal dialog: focus stays inside, Escape closes, the page behind is inert.
 * What is inside lives only while it is open, so every opening starts anew.
 */
export const Sheet = ({ open, onClose, title, kind = 'bottom', children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { t } = useTranslation()
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    if (open && !element.open) {
      element.showModal()
      // The browser gives the focus to the first button; a sheet that asks for something says where it belongs.
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && element.open) element.close()
  }, [open])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the press beside the sheet is an extra; Escape and the button close it too
    <dialog
      ref={dialog}
      className={classes(styles['sheet'], kind === 'center' && styles['center'])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      {kind === 'bottom' && (
        <div className={styles['head']}>
          <h2 id={titleId} className={classes(styles['title'], 't3')}>
            {title}
          </h2>
          <button type="button" className={styles['close']} onClick={onClose} aria-label={t('close')}>
            <Icon name="x" size={20} />
          </button>
        </div>
      )}
      <div className={styles['body']}>
        {kind === 'center' && (
          <h2 id={titleId} className="t3 center">
            {title}
          </h2>
        )}
        {open && children}
      </div>
    </dialog>
  )
}
