"""One page with every way to name and to say things that ordinary accessible HTML has."""

from __future__ import annotations

__all__ = ["EVERYTHING"]

EVERYTHING = """<!doctype html><html lang="ja"><head><meta name="viewport" content="width=device-width"><title>全部</title></head>
<body><header><h1>サイト名</h1><form action="/find"><input type="search" aria-label="サイト内検索"><button>検索</button></form></header>
<main><h4>お客さま情報の確認</h4><p role="heading" aria-level="2">ご契約車両</p><h2 hidden>見えない見出し</h2>
<form method="post" action="/sent">
<span id="who">買主の</span><span id="what">氏名 <b>必須</b></span><input name="name" aria-labelledby="who what" value="豊田 太郎">
<label for="mail">Eメール</label><input id="mail" name="mail" type="email" aria-label="メールアドレス" readonly value="a@example.com">
<fieldset><legend>電話番号<em>必須</em></legend><input name="t1" aria-label="市外局番" value="090"><input name="t2"
 aria-label="市内局番" value="1122"><input name="t3" aria-label="加入者番号" value="3344"></fieldset>
<div role="group" aria-labelledby="birth"><p id="birth">生年月日</p><select name="y" aria-label="年"><option>1960<option>1961</select><select
 name="m" aria-label="月"><option>1<option>2</select></div>
<fieldset role="radiogroup" aria-invalid="true" aria-errormessage="err"><legend>性別</legend><label><input type="radio" name="s">男性</label><label
><input type="radio" name="s" checked>女性</label></fieldset><p id="err" role="alert">お選びください。</p>
<label>都道府県<select name="area"><optgroup label="関東"><option>東京都</optgroup><optgroup label="東海"><option selected>愛知県</optgroup></select></label>
<label>備考 <small>任意</small><textarea name="note">なし</textarea></label>
<label><input type="checkbox" name="ok" checked> 利用規約に同意する</label>
<label>認証コード<input name="code" aria-invalid="true" aria-describedby="wrong"></label><p id="wrong">コードが違います。</p>
<fieldset disabled><legend>法人</legend><label>法人番号<input name="corp" value="1"></label></fieldset>
<dl><dt>購入販売店</dt><dd>レクサス名古屋</dd></dl><table><tr><th>車名</th><td>RX</td></tr></table>
<span role="term">買主名</span> <span role="definition">豊田 花子</span>
<label for="sum">合計</label><output id="sum">550円</output>
<button>つぎへ</button><input type="submit" name="back" value="戻る"><input type="image" alt="地図" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
<input type="button" value="計算する"><button type="button" disabled>押せない</button><button type="button" aria-disabled="true">まだ押せない</button>
<a href="/help">ヘルプ</a><a>どこへも行かない</a><div role="button" tabindex="0">開く</div><button aria-label="閉じる">×</button>
<button type="button" aria-hidden="true">見えない</button></form>
<form method="post" action="/other"><label>会員番号<input name="member"></label><button>照会する</button></form>
<details><summary>よくあるご質問</summary><p>隠れた答え</p><label>隠れた欄<input></label></details></main></body></html>"""
