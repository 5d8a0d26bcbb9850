import { addWords } from '../i18n';
import type { Words } from '../i18n/words';

/** The words of the place where files are looked at. */
export const zh = {
  viewer: {
    title: '查看材料', open: '查看 {{name}}', close: '关闭', page: '第 {{n}}/{{all}} 页', previous_page: '上一页', next_page: '下一页', larger: '放大', smaller: '缩小', turn: '旋转', previous: '上一份', next: '下一份', save: '下载', cannot: '此类文件不能在页面中查看，请下载。',
    broken: '文件不能显示，可能已损坏或设有密码。请下载后查看。', nth: '{{n}}/{{all}} 份', picture: '{{name}} 的图片', wait: '正在打开…', lost: '文件未能加载。请检查网络后重新打开。',
  },
};

export const en: Words<typeof zh> = {
  viewer: {
    title: 'Material', open: 'View {{name}}', close: 'Close', page: 'Page {{n}} of {{all}}', previous_page: 'Previous page', next_page: 'Next page', larger: 'Larger', smaller: 'Smaller', turn: 'Turn', previous: 'Previous file', next: 'Next file', save: 'Download', cannot: 'Files of this kind cannot be shown here; download it.',
    broken: 'The file cannot be shown: it may be damaged or locked by a password. Download it to look at it.', nth: '{{n}} of {{all}}', picture: 'Picture of {{name}}', wait: 'Opening…', lost: 'The file could not be loaded. Check the network and open it again.',
  },
};

addWords({ zh, en });
