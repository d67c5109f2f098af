import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { classes } from '#shared/ui/tone.ts'
import { KeyCap } from '../keys/key-cap.tsx'
import { cutAt, matchWords } from './match.ts'
import type { Command } from './palette-context.ts'
import { usePaletteOptions } from './use-palette-options.ts'
import type { PaletteHost } from './use-palette-host.ts'
import styles from './palette.module.css'

type Props = { host: PaletteHost; onHelp: () => void }

/** Jump to a case, do something, change a setting: one field for everything. */
export const CommandPalette = ({ host, onHelp }: Props) => {
  const { t } = useTranslation('desk')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (host.open && !element.open) element.showModal()
    if (!host.open && element.open) element.close()
  }, [host.open])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the press beside it is an extra; Escape closes it too
    <dialog
      ref={dialog}
      className={styles['palette']}
      aria-label={t('palette.label')}
      onCancel={(event) => {
        event.preventDefault()
        host.close()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) host.close()
      }}
      onKeyDown={(event) => {
        if (event.key === 'k' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          host.close()
        }
      }}
    >
      {host.open && <Options host={host} onHelp={onHelp} />}
    </dialog>
  )
}

const Options = ({ host, onHelp }: Props) => {
  const { t } = useTranslation('desk')
  const listId = useId()
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const groups = usePaletteOptions(host, search, onHelp)
  const all = groups.flatMap((group) => group.commands)
  const chosen = all[Math.min(at, all.length - 1)]
  const idOf = (command: Command) => `${listId}${command.id.replaceAll(' ', '-')}`

  useEffect(() => {
    if (chosen !== undefined) document.getElementById(idOf(chosen))?.scrollIntoView({ block: 'nearest' })
  })
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    host.close()
    command.run()
  }
  const move = (step: number) => setAt((all.length + Math.min(at, all.length - 1) + step) % Math.max(1, all.length))
  return (
    <>
      <div className={styles['query']}>
        <span className="c-accent">
          <Icon name="search" size={20} />
        </span>
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={chosen && idOf(chosen)}
          aria-autocomplete="list"
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette is opened to type
          autoFocus
          maxLength={60}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'ArrowDown') move(1)
            else if (event.key === 'ArrowUp') move(-1)
            else if (event.key === 'Enter') run(chosen)
            else return
            event.preventDefault()
          }}
        />
        <KeyCap keys="Escape" />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a listbox of a combobox: no HTML tag looks like this */}
      <div className={styles['options']} id={listId} role="listbox" aria-label={t('palette.label')}>
        {all.length === 0 && <p className={styles['nothing']}>{t('palette.nothing')}</p>}
        {groups.map((group) => (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a group of options
          <div key={group.name} role="group" aria-label={group.name}>
            <div className={styles['group']} aria-hidden="true">
              {group.name}
            </div>
            {group.commands.map((command) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has the focus and its keys act on the options
              <div
                key={command.id}
                id={idOf(command)}
                // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option of that listbox
                role="option"
                aria-selected={command === chosen}
                className={classes(styles['option'], command === chosen && styles['on'])}
                onPointerMove={() => setAt(all.indexOf(command))}
                onClick={() => run(command)}
              >
                <Icon name={command.icon} size={20} />
                <span className="grow ellipsis">
                  {cutAt(command.label, matchWords(command.label, search) ?? []).map((piece, index) =>
                    piece.on ? <mark key={index}>{piece.text}</mark> : piece.text,
                  )}
                </span>
                {command.hint !== undefined && <span className={styles['hint']}>{command.hint}</span>}
                {command.keys !== undefined && <KeyCap keys={command.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div className={styles['foot']}>
        <span className={styles['footKeys']}>
          <KeyCap keys="up" />
          <KeyCap keys="down" />
          {t('palette.choose')}
        </span>
        <span className={styles['footKeys']}>
          <KeyCap keys="enter" />
          {t('palette.run')}
        </span>
      </div>
    </>
  )
}
