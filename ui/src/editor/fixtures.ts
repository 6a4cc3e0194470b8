// Clipboards, shaped as the programs write them.

/** Word: conditional comments, its own elements, fake lists, tracked changes, a footnote, merged cells. */
export const WORD = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} @list l0:level1 {mso-level-number-format:bullet;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1><a name="_Toc1"></a><span lang=EN-GB>After the quake<o:p></o:p></span></h1>
<p class=MsoNormal><span lang=EN-GB>A quake of magnitude <b style='mso-bidi-font-weight:normal'>5.9</b> shook
<st1:City w:st="on"><st1:place w:st="on">Izmir</st1:place></st1:City><span style='mso-spacerun:yes'>&nbsp; </span>on
<i style='mso-bidi-font-style:normal'>Friday</i>, the <a href="https://example.org/afad?a=1&amp;b=2"><span style='color:#0563C1'>agency</span></a>
said.<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-GB><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal><span class=msoDel><del cite="mailto:Ay%C5%9Fe" datetime="2026-11-28T10:00">Two</del></span><span
class=msoIns><ins cite="mailto:Ay%C5%9Fe" datetime="2026-11-28T10:01">Three</ins></span> people were hurt, hos&shy;pitals said.</p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Schools are closed</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>The metro runs</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Call your family</p>
<p class=MsoQuote>We felt it <span style='font-style:normal'>strongly</span>.</p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="P1" type="#t75"><v:imagedata src="file:///C:/p.png"/></v:shape><![endif]--><![if !vml]><img
width=602 height=339 src="file:///C:/Users/a/clip_image001.png" v:shapes="P1"><![endif]></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0><tr><td width=300 valign=top><p class=MsoNormal>Place</p></td><td colspan=2><p
class=MsoNormal>Hurt<o:p></o:p></p></td></tr><tr><td rowspan=2><p class=MsoNormal>Izmir</p></td><td><p class=MsoNormal>2</p></td><td><p
class=MsoNormal>men</p></td></tr><tr><td><p class=MsoNormal>1</p></td><td><p class=MsoNormal>woman</p></td></tr></table>
<!--EndFragment-->
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>[1] A note.</p></div></div>
</body></html>`;

/** LibreOffice Writer: fonts, paragraphs inside of items and cells, breaks in empty paragraphs. */
export const LIBREOFFICE = `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<title></title><meta name="generator" content="LibreOffice 24.2 (Linux)"/><style type="text/css">p { line-height: 115% }</style></head>
<body lang="tr-TR" dir="ltr"><h2 class="western">Ara başlık</h2>
<p align="left" style="margin-bottom: 0cm"><font face="Liberation Serif, serif"><font size="3" style="font-size: 12pt"><b>Vali</b> <i>açıkladı</i>:
<u>altı</u> kişi <del>yaralandı</del> <ins>taburcu oldu</ins>.</font></font></p>
<p align="left" style="margin-bottom: 0cm"><br/>
</p>
<ol>
	<li><p>Bir</p></li>
	<li><p>İki</p>
	<ul><li><p>Alt madde</p></li></ul></li>
</ol>
<table width="100%" cellpadding="4" cellspacing="0"><col width="128*"/><col width="128*"/>
<thead><tr valign="top"><th width="50%"><p>İl</p></th><th width="50%"><p>Sayı</p></th></tr></thead>
<tbody><tr valign="top"><td><p>İzmir</p></td><td><p>6</p></td></tr></tbody></table></body></html>`;

/** Google Docs: all of it inside of a bold that is not bold, looks as styles, links through a counter. */
export const GOOGLE_DOCS = `<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1f2e">
<h2 dir="ltr" style="line-height:1.38;"><span style="font-size:16pt;font-weight:400;font-style:normal;white-space:pre-wrap;">What happened</span></h2>
<p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;font-style:normal;">The minister </span><span
style="font-weight:700;font-style:normal;">resigned</span><span style="font-weight:400;font-style:italic;"> on air</span><span style="font-weight:400;">. </span><a
href="https://www.google.com/url?q=https://example.org/story&amp;sa=D&amp;ust=1" style="text-decoration:none;"><span
style="color:#1155cc;font-weight:400;">Read on</span></a></p><br />
<ul style="margin-top:0;"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">First</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:700;">Below it</span></p></li></ul></ul>
<p dir="ltr"><span><img src="https://lh7-rt.googleusercontent.com/docsz/x" width="624" height="416" /></span></p></b><br class="Apple-interchange-newline">`;

/** A page of the web: scripts, menus, frames for layout, pixels, a quotation with its source, a link that runs code. */
export const WEB = `<div class="article__body"><nav><a href="/">Home</a></nav><script>track()</script>
<h2>Sub<wbr>head</h2>
<p>First&nbsp;sentence.&#8203; <a href="javascript:alert(1)">Click</a> or <a href="/relative">follow</a> <a href="mailto:desk@example.org">us</a>.<br><br>
Second paragraph<br>goes on. 10&nbsp;000 people; &laquo;&nbsp;oui&nbsp;&raquo;</p>
<blockquote cite="x"><p>Words to <em>remember</em>.</p><p>And more.</p><footer>— <cite>Ada Lovelace</cite></footer></blockquote>
<figure><img src="https://cdn.example.org/a.jpg" alt="A"><figcaption>A caption</figcaption></figure>
<img src="https://stats.example.org/p.gif" width="1" height="1"><p hidden>Secret</p><p style="display: none">Not seen</p>
<table role="presentation"><tr><td><p>In a frame</p><p>of one cell</p></td></tr></table><button>Share</button>
<p><strong style="font-weight: 400">Not bold</strong> <span style="font-weight:bold">bold</span></p></div>`;
