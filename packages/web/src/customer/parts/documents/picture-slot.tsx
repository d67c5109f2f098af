import type { DocumentChecks, IdentityDocument } from '@topay/contract'
import { useEffect, useState, type ChangeEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { classes } from '#shared/ui/tone.ts'
import { FormError } from '../form-error.tsx'
import { shrinkPicture } from './shrink-picture.ts'
import styles from './picture-slot.module.css'

export type DocumentKind = IdentityDocument['kind']
type Uploaded = { document: IdentityDocument; checks: DocumentChecks }

/** Whether a camera is at hand: phones and tablets. */
const hasCamera = matchMedia('(pointer: coarse)').matches

/**
 * One picture that is wanted: taken with the camera on a phone, chosen anywhere else. It is sent at once; the server says
 * how it could be better. What was sent is shown for as long as this page is open, and never again.
 */
export const PictureSlot = ({
  kind,
  held,
  upload,
}: {
  kind: DocumentKind
  /** The picture of this kind that Topay has. */
  held: IdentityDocument | undefined
  /** Sends it. */
  upload: (picture: Blob) => Promise<Uploaded>
}) => {
  const { t } = useTranslation('account')
  const { moment } = useFormat()
  const [shown, setShown] = useState<string>()
  const [checks, setChecks] = useState<DocumentChecks>()
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  useEffect(() => () => URL.revokeObjectURL(shown ?? ''), [shown])

  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (!file) return
    setState({ busy: true, error: null })
    setChecks(undefined)
    try {
      const picture = await shrinkPicture(file)
      setShown(URL.createObjectURL(picture))
      const answer = await upload(picture)
      setChecks(answer.checks)
      setState({ busy: false, error: null })
    } catch (error) {
      setShown(undefined)
      setState({ busy: false, error })
    }
  }
  const input = (word: 'camera' | 'file' | 'again', capture: boolean) => (
    <label className={classes(buttonClass({ kind: 'accent', size: 'small' }), styles['pick'])}>
      <Icon name={capture ? 'camera' : 'image'} size={18} />
      {t(`documents.${word}`)}
      <span className="sr">{t(`documents.kind.${kind}`)}</span>
      <input
        type="file"
        className={styles['file']}
        accept="image/jpeg,image/png,image/webp,image/heic"
        data-testid={`picture-${kind}`}
        disabled={state.busy}
        {...(capture && { capture: kind === 'selfie' ? ('user' as const) : ('environment' as const) })}
        onChange={(event) => void take(event)}
      />
    </label>
  )
  const has = held !== undefined && !state.busy
  return (
    <Card padded className={styles['slot']}>
      <div className={styles['frame']} aria-hidden="true">
        {shown === undefined ? (
          <Icon name={has ? 'shield-ok' : kind === 'selfie' ? 'user' : 'card'} size={28} />
        ) : (
          <img src={shown} alt="" />
        )}
      </div>
      <div className={styles['words']}>
        <h2 className="t4 strong">{t(`documents.kind.${kind}`)}</h2>
        <output className="t6 c2">
          {state.busy
            ? t('documents.sending')
            : has
              ? t('documents.held', { time: moment(held.uploaded_at) })
              : t(`documents.hint.${kind}`)}
        </output>
        {checks && checks.problems.length > 0 && (
          <ul className={`t6 ${styles['problems']}`} data-testid="picture-hints">
            {checks.problems.map((problem) => (
              <li key={problem}>
                <Icon name="alert" size={16} />
                {t(`documents.problem.${problem}`)}
              </li>
            ))}
            <li>{t('documents.mayStay')}</li>
          </ul>
        )}
        {checks?.ok && (
          <p className="row-x g1 t6 c-ok">
            <Icon name="ok-circle" size={16} />
            {t('documents.good')}
          </p>
        )}
        <FormError error={state.error} />
        <div className={styles['picks']}>
          {hasCamera && input(has ? 'again' : 'camera', true)}
          {input(has && !hasCamera ? 'again' : 'file', false)}
        </div>
      </div>
    </Card>
  )
}
