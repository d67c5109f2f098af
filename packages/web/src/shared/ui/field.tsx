import { useId, type ComponentProps, type ReactNode } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { classes } from './tone.ts'
import styles from './field.module.css'

type Props = {
  label: string
  /** Says what is wrong and how to put it right; announced when it appears. */
  error?: string | undefined
  hint?: ReactNode
  icon?: IconName
  /** Stands at the end of the box: a button, a unit. */
  end?: ReactNode
  /** Stands at the end of the label line. */
  aside?: ReactNode
} & Omit<ComponentProps<'input'>, 'className' | 'id'>

/** A text field with its label, hint and error. */
export const Field = ({ label, error, hint, icon, end, aside, ...input }: Props) => {
  const id = useId()
  const noteId = `${id}note`
  const note = error ?? hint
  return (
    <div className={styles['field']}>
      <div className={styles['label']}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <div className={classes(styles['box'], error !== undefined && styles['invalid'])}>
        {icon && <Icon name={icon} size={20} />}
        <input
          {...input}
          id={id}
          className={styles['input']}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={note ? noteId : undefined}
        />
        {end && <span className={styles['end']}>{end}</span>}
      </div>
      {note && (
        <div id={noteId} className={classes(styles['note'], error !== undefined && styles['error'])} aria-live="polite">
          {note}
        </div>
      )}
    </div>
  )
}
