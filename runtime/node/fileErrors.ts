// Errors of the file system in words for users; each names only the reason, who has it names the file.

/** What a system error means for somebody who wanted to read a file. */
export function whyUnreadable({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    default:
      return message;
  }
}

/** The same for somebody who wanted to write below a folder. */
export function whyUnwritable({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full; make room there';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'this user may not write there';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'it is no folder';
    default:
      return message;
  }
}
