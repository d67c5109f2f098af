import { useTranslation } from 'react-i18next'
import { Sheet } from '#shared/ui/sheet.tsx'
import { KeyCap } from './key-cap.tsx'
import styles from './keys.module.css'

const groups = [
  {
    name: 'list',
    keys: [
      ['J', 'next'],
      ['K', 'previous'],
      ['/', 'search'],
      ['1 2 3 4', 'views'],
    ],
  },
  {
    name: 'conversation',
    keys: [
      ['R', 'reply'],
      ['N', 'note'],
      ['mod+enter', 'send'],
      ['I', 'panel'],
    ],
  },
  {
    name: 'case',
    keys: [
      ['A', 'take'],
      ['T', 'hand'],
      ['W', 'wait'],
      ['E', 'close'],
    ],
  },
  {
    name: 'everywhere',
    keys: [
      ['mod+K', 'palette'],
      ['?', 'help'],
      ['Escape', 'escape'],
    ],
  },
] as const

/** All shortcuts on one sheet. */
export const HelpSheet = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const { t } = useTranslation('desk')
  return (
    <div className={styles['wide']}>
      <Sheet open={open} onClose={onClose} title={t('help.title')}>
        <div className={styles['help']}>
          {groups.map((group) => (
            <section key={group.name}>
              <h3>{t(`help.group.${group.name}`)}</h3>
              {group.keys.map(([keys, action]) => (
                <div key={action} className={styles['line']}>
                  <span>{t(`help.key.${action}`)}</span>
                  <span>
                    <span className="sr">{keys}</span>
                    {keys.split(' ').map((key) => (
                      <KeyCap key={key} keys={key} />
                    ))}
                  </span>
                </div>
              ))}
            </section>
          ))}
          <p className={styles['note']}>{t('help.off')}</p>
        </div>
      </Sheet>
    </div>
  )
}
