import { pathOf } from '@topay/contract/web'
import type { IdentityDocument } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { EmptyState } from '#shared/ui/states.tsx'
import { classes } from '#shared/ui/tone.ts'
import styles from './viewer.module.css'

/** The watermarked pictures of a review, one at a time: each is fetched when it is looked at, since every look is on record. */
export const PictureViewer = ({ documents }: { documents: readonly IdentityDocument[] }) => {
  const { t } = useTranslation('review')
  const { moment } = useFormat()
  const [at, setAt] = useState(0)
  const [zoomed, setZoomed] = useState(false)
  /** Which picture failed, and how often it was asked for. */
  const [failed, setFailed] = useState<string>()
  const [tries, setTries] = useState(0)
  const document = documents[at] ?? documents[0]
  if (document === undefined) return <EmptyState title={t('noPictures')} />
  const show = (next: number) => {
    setAt((next + documents.length) % documents.length)
    setZoomed(false)
    setFailed(undefined)
  }
  const name = t(`document.${document.kind}`)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrow keys are an extra to the buttons inside
    <section
      className={styles['viewer']}
      aria-label={t('documents')}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft' && !zoomed) show(at - 1)
        if (event.key === 'ArrowRight' && !zoomed) show(at + 1)
      }}
    >
      <div className={styles['bar']}>
        <h2 className="t3 grow" aria-live="polite">
          {name}{' '}
          <span className={styles['count']}>
            {t('picture', { at: at + 1, of: documents.length })} ·{' '}
            {t('uploadedAt', { time: moment(document.uploaded_at) })}
          </span>
        </h2>
        <IconButton icon="left" size={20} label={t('previous')} onClick={() => show(at - 1)} />
        <IconButton icon="right" size={20} label={t('following')} onClick={() => show(at + 1)} />
        <IconButton
          icon="zoom"
          size={20}
          label={t(zoomed ? 'unzoom' : 'zoom')}
          aria-pressed={zoomed}
          onClick={() => setZoomed(!zoomed)}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard */}
      <div className={classes(styles['frame'], zoomed && styles['zoomed'])} tabIndex={zoomed ? 0 : undefined}>
        {failed === document.id ? (
          <EmptyState
            title={t('pictureFailed')}
            action={
              <Button
                size="small"
                onClick={() => {
                  setFailed(undefined)
                  setTries(tries + 1)
                }}
              >
                {t('pictureAgain')}
              </Button>
            }
          />
        ) : (
          <img
            key={`${document.id} ${tries}`}
            src={pathOf('viewIdentityDocument', { params: { document_id: document.id } })}
            alt={name}
            data-testid="identity-picture"
            onError={() => setFailed(document.id)}
          />
        )}
      </div>
      <div className={styles['thumbs']}>
        {documents.map((each, index) => (
          <button
            key={each.id}
            type="button"
            className={classes(styles['thumb'], each.id === document.id && styles['thumbOn'])}
            aria-pressed={each.id === document.id}
            onClick={() => show(index)}
          >
            <span aria-hidden="true">{index + 1}</span>
            {t(`document.${each.kind}`)}
          </button>
        ))}
      </div>
      <p className={styles['looked']}>
        <Icon name="lock" size={16} />
        {t('looked')}
      </p>
    </section>
  )
}
