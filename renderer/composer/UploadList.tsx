import type { ReactNode } from 'react';
import { attachmentText } from '../../shared/attachments.ts';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import type { Upload } from './upload-tray.ts';
import type { Uploads } from './use-uploads.ts';
import './UploadList.css';

const words = strings.composer;

/** What goes with the message, how much of it was taken, and the way to take it out again. */
export function UploadList({
  uploads,
  onRemoved,
}: {
  readonly uploads: Uploads;
  readonly onRemoved: () => void;
}): ReactNode {
  const { files, refused, remove } = uploads;
  return (
    <>
      {files.length > 0 && (
        <ul className="uploads" aria-label={words.files}>
          {files.map((file) => (
            <UploadItem
              key={file.key}
              file={file}
              onRemove={() => {
                remove(file.key);
                onRemoved();
              }}
            />
          ))}
        </ul>
      )}
      {refused !== null && (
        <p className="composer-problem" role="alert">
          {refused}
        </p>
      )}
    </>
  );
}

function UploadItem({
  file,
  onRemove,
}: {
  readonly file: Upload;
  readonly onRemove: () => void;
}): ReactNode {
  const { name, bytes, taken, uploadId, problem } = file;
  return (
    <li data-failed={problem !== null}>
      <bdi className="upload-name" title={name}>
        {attachmentText({ name, bytes, mimeType: null })}
      </bdi>
      {problem !== null && (
        <span className="upload-problem" role="alert">
          {problem}
        </span>
      )}
      {problem === null && uploadId === null && (
        <progress max={Math.max(1, bytes)} value={taken} aria-label={words.uploading(name)} />
      )}
      <button type="button" aria-label={words.remove(name)} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}
