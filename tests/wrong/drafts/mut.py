import subprocess, sys, json, time, os, re
OUT='/work/scratch/h16/mut'
def one(name, sections):
    want='R-'+re.search(r'r(\d+)',name)[1]
    hit={}
    for s in sections:
        o=f'{OUT}/{name}-{s}'
        r=subprocess.run(['/work/scratch/venv/bin/python','-m','harness','run','--jobs','1','--section',s,'--build',f'tests.wrong.h16m:{name}','--out',o],cwd='/work/scratch/h16',capture_output=True,text=True,timeout=580)
        try: d=json.load(open(o+'/coverage.json'))
        except Exception as e: print(name,s,'NO RESULT',r.stdout[-600:],r.stderr[-600:]); continue
        v={x['id']:x['verdict'] for x in d['rules']}
        bad=[k for k,x in v.items() if x=='nonconforming' or x not in('conforms','not tested','not_tested')]
        hit[s]=(v.get(want),bad, r.stdout.count('故障') )
        fails=re.findall(r'^不適合 \S+? \[\d+\][^\n]*|features/\S+\[\d+\]',r.stdout,re.M)
        print(name,s,want,v.get(want),'| others',[b for b in bad if b!=want],'| 故障' if '故障' in r.stdout else '',flush=True)
for a in sys.argv[1:]:
    n,_,s=a.partition(':'); one(n,s.split(','))
